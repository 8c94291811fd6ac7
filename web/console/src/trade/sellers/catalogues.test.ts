import { describe, expect, it } from "vitest";
import { formatOf } from "./catalogues";

describe("the format of a catalogue", () => {
  it.each([
    ['[{"sku":"1"}]', "json"],
    ['\n  {"context":{}}', "ondc"],
    ['\uFEFF[{"sku":"1"}]', "json"],
    ["sku,name,price", "csv"],
    ["", "csv"],
  ])("is told by what %j begins with", async (content, format) => {
    expect(await formatOf(new Blob([content]))).toBe(format);
  });
});
