import { describe, expect, it } from "vitest";
import type { Entry } from "../../api/types";
import { nameParts, sidesOf } from "./accounts";

const entry = (number: number, units: string): Entry => ({
  number,
  transactionId: "t",
  amount: { units, asset: "PKR/2" },
  balance: { units: "0", asset: "PKR/2" },
  description: "",
  reference: "",
  postedAt: "",
});

describe("a T-account", () => {
  it("puts what came in on one side and what went out, without its sign, on the other", () => {
    const sides = sidesOf([entry(1, "500"), entry(2, "-200"), entry(3, "-50")], "PKR/2");
    expect(sides.in.map((one) => one.number)).toEqual([1]);
    expect(sides.out.map((one) => one.amount.units)).toEqual(["200", "50"]);
    expect([sides.totalIn.units, sides.totalOut.units]).toEqual(["500", "250"]);
  });

  it("of nothing has two sums of zero", () => {
    const sides = sidesOf([], "PKR/2");
    expect([sides.totalIn.units, sides.totalOut.units]).toEqual(["0", "0"]);
  });
});

describe("an account's name", () => {
  it("is split before its last part", () => {
    expect(nameParts("trade:buyers:42:wallet")).toEqual({ path: "trade:buyers:42:", name: "wallet" });
    expect(nameParts("world")).toEqual({ path: "", name: "world" });
  });
});
