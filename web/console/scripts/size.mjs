// Adds up, gzipped, the script that the first page (sign-in, then home) loads, and fails where it is over the limit.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 200_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

function collect(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) collect(imported, seen);
  return seen;
}

const sizeOf = (key) => gzipSync(readFileSync(new URL(manifest[key].file, dist)), { level: 9 }).length;
const pages = Object.keys(manifest).filter((key) => /Page\.tsx$/.test(key));
const shell = collect("index.html");
const bytes = (keys) => [...keys].reduce((sum, key) => sum + sizeOf(key), 0);
const kB = (size) => `${(size / 1000).toFixed(1)} kB`;

const first = bytes(
  new Set([...shell, ...collect("src/home/HomePage.tsx"), ...collect("src/shell/CommandPalette.tsx")]),
);
if (process.argv.includes("--all")) {
  for (const page of pages)
    console.log(kB(bytes(collect(page)) - bytes([...collect(page)].filter((key) => shell.has(key)))).padStart(9), page);
}
console.log(
  `First page: ${kB(first)} of script, gzipped (shell ${kB(bytes(shell))}); the limit is ${kB(LIMIT_BYTES)}.`,
);
process.exit(first > LIMIT_BYTES ? 1 : 0);
