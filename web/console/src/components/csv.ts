/** RFC 4180, with what spreadsheets would take for a formula made harmless. */
export function toCsv(header: string[], rows: string[][]): string {
  return [header, ...rows].map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(text: string): string {
  const isNumber = /^[-−+]?[\d.,]+$/.test(text);
  const harmless = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function download(name: string, content: string, type = "text/csv;charset=utf-8"): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
