import { Button, Skeleton } from "@mantine/core";
import { IconCircleCheck, IconAlertTriangle, IconScale } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { TrialBalance } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { exactTime } from "../../components/time";
import { AccountName } from "./AccountName";
import { LEDGER } from "./accounts";
import classes from "./TrialBalancePage.module.css";

export default function TrialBalancePage() {
  const trial = useQuery({
    queryKey: ["trial-balance"],
    queryFn: ({ signal }) => api.get<TrialBalance>(`${LEDGER}/trial-balance`, undefined, signal),
  });
  return (
    <>
      <PageHeader
        title="Trial balance"
        crumbs={[{ label: "Settle" }]}
        lead="The proof that no money appeared or vanished: per asset, all balances add up to zero, and each balance is what its entries make."
        actions={
          <Button variant="default" loading={trial.isFetching} onClick={() => void trial.refetch()}>
            Prove again
          </Button>
        }
      />
      {trial.error !== null && <ProblemAlert error={trial.error} onRetry={() => void trial.refetch()} />}
      {trial.isLoading && <Skeleton height={240} />}
      {trial.data && <Verdict trial={trial.data} />}
      {trial.data?.assets.length === 0 && (
        <EmptyState icon={IconScale} title="Nothing to prove yet">
          With the first posting, its asset appears here.
        </EmptyState>
      )}
      {trial.data && trial.data.assets.length > 0 && <Assets trial={trial.data} />}
    </>
  );
}

function Verdict({ trial }: { trial: TrialBalance }) {
  return (
    <p className={`card ${classes.verdict}`} role="status" data-balanced={trial.isBalanced}>
      {trial.isBalanced ? <IconCircleCheck size={22} aria-hidden /> : <IconAlertTriangle size={22} aria-hidden />}
      <span>
        <span className="strong">{trial.isBalanced ? "The ledger balances." : "The ledger does not balance."}</span>{" "}
        <span className="muted">Computed from every entry at {exactTime(trial.at)}.</span>
      </span>
    </p>
  );
}

function Assets({ trial }: { trial: TrialBalance }) {
  return (
    <div className={`card ${classes.frame}`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col">Accounts</th>
            <th scope="col">Entries</th>
            <th scope="col">Held</th>
            <th scope="col">Of the outside</th>
            <th scope="col">Sum</th>
          </tr>
        </thead>
        <tbody>
          {trial.assets.map((line) => (
            <tr key={line.asset}>
              <th scope="row">{line.asset}</th>
              <td>{line.balances.toLocaleString("en-GB")}</td>
              <td>{line.entries.toLocaleString("en-GB")}</td>
              <td>
                <MoneyText money={{ units: line.positive, asset: line.asset }} />
              </td>
              <td>
                <MoneyText money={{ units: line.negative, asset: line.asset }} mayBeNegative />
              </td>
              <td className={line.sum === "0" ? "good strong" : "bad strong"}>
                <MoneyText money={{ units: line.sum, asset: line.asset }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {trial.assets.some((line) => line.differing.length > 0) && (
        <div className="card-pad stack-tight">
          <h2 className={classes.heading}>Accounts whose balance is not what their entries make</h2>
          <ul>
            {trial.assets.flatMap((line) =>
              line.differing.map((account) => (
                <li key={`${line.asset}-${account}`}>
                  <AccountName account={account} />
                </li>
              )),
            )}
          </ul>
        </div>
      )}
    </div>
  );
}
