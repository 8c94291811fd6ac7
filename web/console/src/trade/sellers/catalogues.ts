export type Format = "csv" | "json" | "ondc";

export const FORMATS: readonly { value: Format; label: string }[] = [
  { value: "csv", label: "CSV, one product per row" },
  { value: "json", label: "JSON, a list of products" },
  { value: "ondc", label: "ONDC catalogue (on_search)" },
];

export const MAX_CATALOGUE_BYTES = 64 * 1024 * 1024;

const START_BYTES = 1024;

/** By its first character, whatever the name: an array is our JSON, an object ONDC's, everything else CSV. */
export async function formatOf(file: Blob): Promise<Format> {
  const start = await file.slice(0, START_BYTES).text();
  switch (start.trimStart()[0]) {
    case "[":
      return "json";
    case "{":
      return "ondc";
    default:
      return "csv";
  }
}
