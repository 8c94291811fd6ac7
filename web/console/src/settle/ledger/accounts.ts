import type { Account, Entry, Money } from "../../api/types";
import { add } from "../../api/money";

export const LEDGER = "/api/v1/ledger";
export const accountPath = (account: string) => `${LEDGER}/accounts/${encodeURIComponent(account)}` as const;

/** The last segment says what the account is for, the ones before say whose it is. */
export function nameParts(account: string): { path: string; name: string } {
  const cut = account.lastIndexOf(":");
  return cut < 0 ? { path: "", name: account } : { path: account.slice(0, cut + 1), name: account.slice(cut + 1) };
}

export const isOutside = (account: Pick<Account, "kind">): boolean => account.kind === "World";

export interface TSides {
  in: Entry[];
  out: Entry[];
  totalIn: Money;
  totalOut: Money;
}

const negated = (money: Money): Money => ({ units: (-BigInt(money.units)).toString(), asset: money.asset });

/** The two sides of a T: what came in on the left, what went out, as positive amounts, on the right. */
export function sidesOf(entries: readonly Entry[], asset: string): TSides {
  const zero: Money = { units: "0", asset };
  const sides: TSides = { in: [], out: [], totalIn: zero, totalOut: zero };
  for (const entry of entries) {
    if (BigInt(entry.amount.units) >= 0n) {
      sides.in.push(entry);
      sides.totalIn = add(sides.totalIn, entry.amount);
    } else {
      const amount = negated(entry.amount);
      sides.out.push({ ...entry, amount });
      sides.totalOut = add(sides.totalOut, amount);
    }
  }
  return sides;
}
