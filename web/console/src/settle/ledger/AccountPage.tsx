import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import { parseAsset } from "../../api/money";
import type { Account, Entry } from "../../api/types";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { accountPath, isOutside, sidesOf } from "./accounts";
import classes from "./AccountPage.module.css";

const CRUMBS = [{ label: "Settle" }, { label: "Accounts", to: "/settle/ledger" as const }];

export default function AccountPage() {
  const { accountId } = useParams({ from: "/shell/settle/ledger/accounts/$accountId" });
  const search = useSearch({ from: "/shell/settle/ledger/accounts/$accountId" });
  const navigate = useNavigate({ from: "/settle/ledger/accounts/$accountId" });
  const account = useQuery({
    queryKey: ["account", accountId],
    queryFn: ({ signal }) => api.get<Account>(accountPath(accountId), undefined, signal),
  });
  const assets = account.data?.balances.map((balance) => balance.asset) ?? [];
  const asset = search.asset ?? assets[0];
  return (
    <>
      <PageHeader
        title={accountId}
        crumbs={CRUMBS}
        badge={account.data && isOutside(account.data) && <StateBadge state="outside" tone="info" />}
        lead={
          account.data && (
            <>
              Opened <TimeText at={account.data.openedAt} />
              {account.data.asset !== null && `, holds ${account.data.asset} only`}.
            </>
          )
        }
        actions={
          assets.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label="Asset"
              value={asset ?? ""}
              data={assets.map((one) => ({ value: one, label: parseAsset(one).code }))}
              onChange={(next) => void navigate({ search: { asset: next }, replace: true })}
            />
          )
        }
      />
      {account.error !== null && <ProblemAlert error={account.error} onRetry={() => void account.refetch()} />}
      {account.isLoading && <Skeleton height={360} />}
      {account.data && asset === undefined && (
        <p className="card card-pad muted">Nothing has moved through this account yet.</p>
      )}
      {account.data && asset !== undefined && <TAccount key={asset} account={account.data} asset={asset} />}
    </>
  );
}

function TAccount({ account, asset }: { account: Account; asset: string }) {
  const entries = useRows<Entry>(`${accountPath(account.account)}/entries`, { asset });
  const sides = sidesOf(entries.rows, asset);
  const balance = account.balances.find((one) => one.asset === asset) ?? { units: "0", asset };
  if (entries.error !== null) return <ProblemAlert error={entries.error} onRetry={entries.retry} />;
  if (entries.isLoading) return <Skeleton height={360} />;
  return (
    <section className={`card ${classes.frame}`} aria-label={`T-account of ${account.account}`}>
      <div className={classes.head}>
        <span className="muted">Balance</span>
        <span className={classes.balance}>
          <MoneyText
            money={balance}
            mayBeNegative={isOutside(account)}
            negativeWord={isOutside(account) ? "brought in by the outside" : "overdrawn"}
          />
        </span>
      </div>
      <div className={classes.t}>
        <Side title="In" entries={sides.in} total={sides.totalIn} />
        <Side title="Out" entries={sides.out} total={sides.totalOut} />
      </div>
      {entries.hasMore && (
        <div className={classes.more}>
          <span className="small muted">
            The sums are of the {entries.rows.length} latest entries; the balance is of all.
          </span>
          <Button size="xs" variant="default" loading={entries.isLoadingMore} onClick={entries.loadMore}>
            Show older
          </Button>
        </div>
      )}
    </section>
  );
}

function Side({ title, entries, total }: { title: string; entries: Entry[]; total: Entry["amount"] }) {
  return (
    <div className={classes.side}>
      <h2>{title}</h2>
      <ol>
        {entries.map((entry) => (
          <li key={entry.number}>
            <span className={classes.number}>{entry.number}</span>
            <span className="stack-0 grow">
              <Link
                to="/settle/ledger/transactions"
                search={{ reference: entry.reference, transaction: entry.transactionId }}
                className="truncate"
              >
                {entry.description}
              </Link>
              <span className="small muted">
                <TimeText at={entry.postedAt} />
              </span>
            </span>
            <MoneyText money={entry.amount} />
          </li>
        ))}
        {entries.length === 0 && <li className="muted">Nothing</li>}
      </ol>
      <p className={classes.total}>
        <span>Sum</span>
        <MoneyText money={total} strong />
      </p>
    </div>
  );
}
