import { describe, expect, it } from "vitest";
import { fromBase64, hexRows, prettyJson } from "./bytes";

describe("bytes", () => {
  it("come out of base64 unchanged", () => {
    expect([...fromBase64("AP8gewo=")]).toEqual([0, 255, 32, 123, 10]);
  });

  it("are laid out sixteen a row with what can be printed beside them", () => {
    const rows = hexRows(new TextEncoder().encode('{"action":"search"}'), 10);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ offset: "000000", ascii: '{"action":"searc' });
    expect(rows[0]?.hex.startsWith("7b 22 61 63 74 69 6f 6e  22 3a")).toBe(true);
    expect(rows[1]).toMatchObject({ offset: "000010", ascii: 'h"}' });
  });

  it("that are no UTF-8 or no JSON are not laid out", () => {
    expect(prettyJson(new Uint8Array([0xff, 0xfe]))).toBeNull();
    expect(prettyJson(new TextEncoder().encode("{"))).toBeNull();
  });
});
