import type { Account, Entry, Money, TrialBalance } from "../src/api/types";
import { notFound, ok, page, type Routes } from "./http.ts";
import { iso, PKR, type World } from "./world.ts";

const money = (units: bigint): Money => ({ units: units.toString(), asset: PKR });

/** Every account's entries, oldest first, computed from the postings. */
function books(world: World): Map<string, Entry[]> {
  const byAccount = new Map<string, Entry[]>();
  const enter = (account: string, units: bigint, one: World["transactions"][number]) => {
    const entries = byAccount.get(account) ?? [];
    byAccount.set(account, entries);
    const before = BigInt(entries.at(-1)?.balance.units ?? "0");
    entries.push({
      number: entries.length + 1,
      transactionId: one.id,
      amount: money(units),
      balance: money(before + units),
      description: one.description,
      reference: one.reference,
      postedAt: one.postedAt,
    });
  };
  for (const one of world.transactions.toSorted((left, right) => (left.postedAt < right.postedAt ? -1 : 1))) {
    for (const posting of one.postings) {
      enter(posting.from, -BigInt(posting.amount.units), one);
      enter(posting.to, BigInt(posting.amount.units), one);
    }
  }
  return byAccount;
}

function accountOf(account: string, entries: Entry[]): Account {
  return {
    account,
    kind: account.startsWith("world") ? "World" : "Ordinary",
    asset: null,
    openedAt: entries[0]?.postedAt ?? "",
    balances: [entries.at(-1)?.balance ?? money(0n)],
  };
}

export const ledger: Routes = {
  "GET /api/v1/ledger/accounts": ({ world, query }) =>
    page(
      [...books(world)]
        .filter(([name]) => name.startsWith(query.get("prefix") ?? ""))
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, entries]) => accountOf(name, entries)),
      (one) => one.account,
      query,
    ),
  "GET /api/v1/ledger/accounts/:name": ({ world, params }) => {
    const entries = books(world).get(params.name ?? "");
    return entries ? ok(accountOf(params.name ?? "", entries)) : notFound("account");
  },
  "GET /api/v1/ledger/accounts/:name/entries": ({ world, params, query }) => {
    const entries = books(world).get(params.name ?? "");
    return entries ? page(entries.toReversed(), (entry) => String(entry.number), query) : notFound("account");
  },
  "GET /api/v1/ledger/transactions": ({ world, query }) =>
    page(
      world.transactions
        .filter((one) => query.get("reference") === null || one.reference === query.get("reference"))
        .toSorted((left, right) => (left.postedAt < right.postedAt ? 1 : -1)),
      (one) => one.id,
      query,
    ),
  "GET /api/v1/ledger/trial-balance": ({ world }) => {
    const all = [...books(world).values()];
    const balances = all.map((entries) => BigInt(entries.at(-1)?.balance.units ?? "0"));
    const sum = (part: bigint[]) => part.reduce((total, units) => total + units, 0n);
    const positive = sum(balances.filter((units) => units > 0n));
    const negative = sum(balances.filter((units) => units < 0n));
    const answer: TrialBalance = {
      at: iso(Date.now()),
      isBalanced: positive + negative === 0n,
      assets: [
        {
          asset: PKR,
          balances: all.length,
          entries: all.reduce((count, entries) => count + entries.length, 0),
          positive: positive.toString(),
          negative: negative.toString(),
          sum: (positive + negative).toString(),
          differing: [],
        },
      ],
    };
    return ok(answer);
  },
};
