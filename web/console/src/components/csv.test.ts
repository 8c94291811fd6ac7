import { describe, expect, it } from "vitest";
import { toCsv } from "./csv";

describe("the export", () => {
  it("quotes what would break a row", () => {
    expect(
      toCsv(
        ["a", "b"],
        [
          ['say "hi"', "x,y"],
          ["two\nlines", "z"],
        ],
      ),
    ).toBe('a,b\r\n"say ""hi""","x,y"\r\n"two\nlines",z\r\n');
  });

  it.each(["=1+1", "+SUM(A1)", "-cmd", "@import", "\tx"])("makes %j harmless for a spreadsheet", (text) => {
    expect(toCsv(["h"], [[text]])).toBe(`h\r\n'${text}\r\n`);
  });

  it.each(["-12.50", "1250", "+3"])("leaves the number %s alone", (text) => {
    expect(toCsv(["h"], [[text]])).toBe(`h\r\n${text}\r\n`);
  });

  it("quotes a number that holds the separator", () => {
    expect(toCsv(["h"], [["1,250.00"]])).toBe('h\r\n"1,250.00"\r\n');
  });
});
