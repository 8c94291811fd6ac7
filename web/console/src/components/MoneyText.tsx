import { formatUnits, isNegative, parseAsset } from "../api/money";
import type { Money } from "../api/types";

interface Props {
  money: Money;
  /** Said after a negative amount, so that colour is not the only sign. */
  negativeWord?: string;
  strong?: boolean;
  /** Where below zero is as it should be, it is not coloured. */
  mayBeNegative?: boolean;
}

export function MoneyText({ money, negativeWord, strong = false, mayBeNegative = false }: Props) {
  const negative = isNegative(money);
  return (
    <span className={`nowrap${negative && !mayBeNegative ? " bad" : ""}${strong ? " strong" : ""}`}>
      {negative && <span className="sr-only">negative </span>}
      {formatUnits(money)}
      <span
        className="faint"
        style={{ fontSize: "0.86em", fontWeight: 400 }}
      >{` ${parseAsset(money.asset).code}`}</span>
      {negative && negativeWord !== undefined && <span className="small"> {negativeWord}</span>}
    </span>
  );
}
