import { IconArrowRight, IconListCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useList } from "../../api/lists";
import type { LedgerTransaction } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { Button, Skeleton } from "@mantine/core";
import { AccountName } from "./AccountName";
import { LEDGER } from "./accounts";
import classes from "./TransactionsPage.module.css";

const FIELDS: readonly FilterField[] = [
  { key: "reference", label: "Reference, an order's id for example", kind: "text", width: 320 },
];

export default function TransactionsPage() {
  const [filters] = useFilters();
  const list = useList<LedgerTransaction>(`${LEDGER}/transactions`, { reference: filters.reference });
  const transactions = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHeader
        title="Postings"
        crumbs={[{ label: "Settle" }]}
        lead="Every movement of money, latest first: what one account gives, another takes."
      />
      <div className={classes.filters}>
        <FilterBar fields={FIELDS} />
      </div>
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isLoading && <Skeleton height={360} />}
      {list.data && transactions.length === 0 && (
        <EmptyState icon={IconListCheck} title="No posting fits">
          Money moves when an order is confirmed, delivered or cancelled, and when fees are taken.
        </EmptyState>
      )}
      {transactions.length > 0 && (
        <ol className={`card ${classes.list}`}>
          {transactions.map((one) => (
            <Transaction key={one.id} one={one} isChosen={one.id === filters.transaction} />
          ))}
        </ol>
      )}
      {list.hasNextPage && (
        <Button mt={16} variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show older
        </Button>
      )}
    </>
  );
}

function Transaction({ one, isChosen }: { one: LedgerTransaction; isChosen: boolean }) {
  const { "signed.client": signedBy, "signed.sha256": signed } = one.metadata ?? {};
  return (
    <li className={classes.transaction} data-chosen={isChosen}>
      <div className={classes.what}>
        <span className="strong">{one.description}</span>
        <span className="small muted row wrap">
          <TimeText at={one.postedAt} />
          <span className="row" style={{ gap: 4 }}>
            about{" "}
            <Link to="/settle/ledger/transactions" search={{ reference: one.reference }}>
              <IdText id={one.reference} label="reference" />
            </Link>
          </span>
        </span>
        {signedBy !== undefined && signed !== undefined && (
          <span className="small muted row wrap">
            <span className="row" style={{ gap: 4 }}>
              signed by client <IdText id={signedBy} label="client id" />
            </span>
            <span className="row" style={{ gap: 4 }}>
              <span className="nowrap">request</span> <IdText id={signed} label="SHA-256 of the signed request" />
            </span>
          </span>
        )}
      </div>
      <ul className={classes.postings}>
        {one.postings.map((posting, index) => (
          <li key={index}>
            <AccountName account={posting.from} />
            <IconArrowRight size={14} className="faint" aria-label="to" />
            <AccountName account={posting.to} />
            <MoneyText money={posting.amount} />
          </li>
        ))}
      </ul>
    </li>
  );
}
