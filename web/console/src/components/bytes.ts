/** The bytes behind base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

export interface HexRow {
  offset: string;
  hex: string;
  ascii: string;
}

const PER_ROW = 16;

export function hexRows(bytes: Uint8Array, maxRows: number): HexRow[] {
  const rows: HexRow[] = [];
  for (let start = 0; start < bytes.length && rows.length < maxRows; start += PER_ROW) {
    const part = [...bytes.subarray(start, start + PER_ROW)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0"));
    rows.push({
      offset: start.toString(16).padStart(6, "0"),
      hex: `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`.padEnd(PER_ROW * 3),
      ascii: part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join(""),
    });
  }
  return rows;
}

/** The body laid out for reading; null where it is no JSON. Not what was signed: that is the raw text. */
export function prettyJson(bytes: Uint8Array): string | null {
  try {
    return JSON.stringify(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), null, 2);
  } catch {
    return null;
  }
}
