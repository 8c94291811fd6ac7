/** Every word typed begins a word of the text, in any order: `dead l` finds "Dead letters". */
export function matches(typed: string, text: string): boolean {
  const words = text.toLowerCase().split(/[\s/,.-]+/);
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((part) => part === "" || words.some((word) => word.startsWith(part)));
}

/** A UUID, or 32 hexadecimal digits as trace ids are. */
export function looksLikeId(text: string): boolean {
  return /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text);
}
