/** `Signature keyId="a|b|c",created="1",…` as name and value. */
export function headerParts(header: string): [name: string, value: string][] {
  return [...header.matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1] ?? "", match[2] ?? ""]);
}
