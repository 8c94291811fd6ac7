import type { Money } from "./types";

export interface Asset {
  code: string;
  decimals: number;
}

export function parseAsset(asset: string): Asset {
  const [code = "", scale] = asset.split("/");
  const decimals = scale === undefined ? 0 : Number(scale);
  return { code, decimals: Number.isInteger(decimals) && decimals >= 0 && decimals <= 38 ? decimals : 0 };
}

/** `123456` of `PKR/2` → `1,234.56`. Whole text arithmetic: an amount never passes through a float. */
export function formatUnits(money: Money): string {
  const { decimals } = parseAsset(money.asset);
  if (!/^-?\d+$/.test(money.units)) return money.units;
  const negative = money.units.startsWith("-") && /[1-9]/.test(money.units);
  const digits = money.units.replace("-", "").padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/^0+(?=\d)/, "");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = decimals === 0 ? "" : `.${trimFraction(digits.slice(digits.length - decimals), decimals)}`;
  return `${negative ? "−" : ""}${grouped}${fraction}`;
}

/** Two decimals always; of finer assets only as many more as say something. */
function trimFraction(fraction: string, decimals: number): string {
  if (decimals <= 2) return fraction;
  const significant = fraction.replace(/0+$/, "");
  return significant.padEnd(2, "0");
}

export function formatMoney(money: Money): string {
  return `${formatUnits(money)} ${parseAsset(money.asset).code}`;
}

export function isNegative(money: Money): boolean {
  return /^-0*[1-9]/.test(money.units);
}

export function add(left: Money, right: Money): Money {
  if (left.asset !== right.asset) throw new RangeError(`${left.asset} and ${right.asset} do not add up`);
  return { units: (BigInt(left.units) + BigInt(right.units)).toString(), asset: left.asset };
}

export function times(money: Money, quantity: number): Money {
  return { units: (BigInt(money.units) * BigInt(quantity)).toString(), asset: money.asset };
}

/** One total per asset, in order of first appearance. */
export function totals(amounts: Money[]): Money[] {
  const byAsset = new Map<string, Money>();
  for (const amount of amounts) {
    const so = byAsset.get(amount.asset);
    byAsset.set(amount.asset, so ? add(so, amount) : amount);
  }
  return [...byAsset.values()];
}

/** What a person typed (`1,250.5`) as money, or null where it is no amount of that asset. */
export function parseMoney(text: string, asset: string): Money | null {
  const { decimals } = parseAsset(asset);
  const match = /^(\d+)(?:\.(\d*))?$/.exec(text.trim().replaceAll(",", ""));
  if (!match) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) return null;
  const units = BigInt((match[1] ?? "0") + fraction.padEnd(decimals, "0"));
  return { units: units.toString(), asset };
}
