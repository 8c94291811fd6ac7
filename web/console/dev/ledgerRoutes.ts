import type { Account, Money, Posting } from "../src/api/types";
import { contains, notFound, ok, page, type Routes } from "./http.ts";
import { iso, PKR, type World } from "./world.ts";

const money = (units: bigint): Money => ({ units: units.toString(), asset: PKR });

function postings(world: World, accountId: string): Posting[] {
  return world.transactions.flatMap((transaction) => transaction.postings.filter((posting) => posting.accountId === accountId)
    .map((posting, index) => ({ id: `${transaction.id}-${index}`, transactionId: transaction.id, side: posting.side, amount: posting.amount, at: transaction.at,
      memo: transaction.memo, reference: transaction.reference })));
}

function totalsOf(world: World, one: World["accounts"][number]): Account {
  const sum = (side: "debit" | "credit") => postings(world, one.id).filter((posting) => posting.side === side).reduce((total, posting) => total + BigInt(posting.amount.units), 0n);
  const debits = sum("debit");
  const credits = sum("credit");
  const debitNormal = one.kind === "asset" || one.kind === "expense";
  return { ...one, debits: money(debits), credits: money(credits), balance: money(debitNormal ? debits - credits : credits - debits) };
}

export const ledger: Routes = {
  "GET /api/v1/ledger/accounts": ({ world, query }) => page(world.accounts.map((one) => totalsOf(world, one))
    .filter((one) => contains(`${one.code} ${one.name} ${one.owner ?? ""}`, query.get("text")) && contains(one.kind, query.get("kind"))), (one) => one.id, query),
  "GET /api/v1/ledger/accounts/:id": ({ world, params, query }) => {
    const one = world.accounts.find((item) => item.id === params.id);
    if (one === undefined) return notFound("account");
    return ok({ ...totalsOf(world, one), postings: page(postings(world, one.id), (posting) => posting.id, query).body });
  },
  "GET /api/v1/ledger/transactions": ({ world, query }) => page(world.transactions.filter((one) => contains(one.memo, query.get("text"))
    && (query.get("reference") === null || one.reference === query.get("reference"))), (one) => one.id, query),
  "GET /api/v1/ledger/trial-balance": ({ world }) => {
    const lines = world.accounts.map((one) => totalsOf(world, one)).map((one) => {
      const net = BigInt(one.debits.units) - BigInt(one.credits.units);
      return { accountId: one.id, code: one.code, name: one.name, kind: one.kind, debit: money(net > 0n ? net : 0n), credit: money(net < 0n ? -net : 0n) };
    });
    const sum = (side: "debit" | "credit") => money(lines.reduce((total, line) => total + BigInt(line[side].units), 0n));
    const debit = sum("debit");
    const credit = sum("credit");
    return ok({ asOf: iso(Date.now()), lines, totals: [{ asset: PKR, debit, credit }], balanced: debit.units === credit.units });
  },
};
