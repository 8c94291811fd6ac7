import { describe, expect, it } from "vitest";
import { add, formatMoney, formatUnits, isNegative, parseAsset, parseMoney, times, totals } from "./money";

const pkr = (units: string) => ({ units, asset: "PKR/2" });

describe("money", () => {
  it.each([
    ["0", "PKR/2", "0.00"],
    ["5", "PKR/2", "0.05"],
    ["123456", "PKR/2", "1,234.56"],
    ["-123456789", "PKR/2", "−1,234,567.89"],
    ["-0", "PKR/2", "0.00"],
    ["1000", "JPY/0", "1,000"],
    ["150000000", "BTC/8", "1.50"],
    ["1", "BTC/8", "0.00000001"],
    ["1000000000000000000", "ETH/18", "1.00"],
    ["99999999999999999999999999999999999999", "PKR/2", "999,999,999,999,999,999,999,999,999,999,999,999.99"],
  ])("writes %s of %s as %s, whatever its size", (units, asset, expected) => {
    expect(formatUnits({ units, asset })).toBe(expected);
  });

  it("names the asset behind the amount", () => {
    expect(formatMoney(pkr("2150"))).toBe("21.50 PKR");
  });

  it("shows what is no number as it came instead of inventing one", () => {
    expect(formatUnits(pkr("12.5"))).toBe("12.5");
  });

  it("takes an asset without a scale as whole", () => {
    expect(parseAsset("POINTS")).toEqual({ code: "POINTS", decimals: 0 });
    expect(parseAsset("X/99")).toEqual({ code: "X", decimals: 0 });
  });

  it("knows a negative amount, and that minus zero is none", () => {
    expect(isNegative(pkr("-1"))).toBe(true);
    expect(isNegative(pkr("-0"))).toBe(false);
    expect(isNegative(pkr("1"))).toBe(false);
  });

  it("adds and multiplies beyond what a float can hold", () => {
    expect(add(pkr("9007199254740993"), pkr("1")).units).toBe("9007199254740994");
    expect(times(pkr("9007199254740993"), 3).units).toBe("27021597764222979");
  });

  it("refuses to add different assets", () => {
    expect(() => add(pkr("1"), { units: "1", asset: "INR/2" })).toThrow(RangeError);
  });

  it("keeps one total per asset", () => {
    const sum = totals([pkr("1"), { units: "5", asset: "INR/2" }, pkr("2")]);
    expect(sum).toEqual([pkr("3"), { units: "5", asset: "INR/2" }]);
  });

  it.each([
    ["1,250.5", "125050"],
    ["0.01", "1"],
    ["7", "700"],
    ["7.", "700"],
  ])("reads what a person types: %s", (text, units) => {
    expect(parseMoney(text, "PKR/2")).toEqual(pkr(units));
  });

  it.each(["", "abc", "-1", "1.234", "1e3"])("refuses %j", (text) => {
    expect(parseMoney(text, "PKR/2")).toBeNull();
  });
});
