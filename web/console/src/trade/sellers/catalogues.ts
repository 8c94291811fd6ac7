export type Format = "csv" | "json" | "ondc";

export const FORMATS: readonly { value: Format; label: string }[] = [
  { value: "csv", label: "CSV, one product per row" },
  { value: "json", label: "JSON, a list of products" },
  { value: "ondc", label: "ONDC catalogue (on_search)" },
];

export const MAX_CATALOGUE_BYTES = 64 * 1024 * 1024;

export function formatOf(fileName: string): Format {
  const name = fileName.toLowerCase();
  if (!name.endsWith(".json")) return "csv";
  return /ondc|on_search/.test(name) ? "ondc" : "json";
}
