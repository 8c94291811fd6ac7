// @vitest-environment node
import { afterEach, describe, expect, it, vi } from "vitest";
import type { AuditEntry, AuditTrust } from "../../api/types";
import { canonicalJson } from "./entries";
import { readBase64, sha256, toBase64, utf8 } from "./hashing";
import { FormError, readKey, readProof } from "./proof";
import { leafOf, noteOf, pathOf, proofOf, rootOf, signerOf, type TestSigner } from "./testLog";
import { climb, levelsOf } from "./tree";
import { KEYS, LEAF, ORIGIN, PATH, PERSONAL, READ, verify, type Verification } from "./verify";

const ORIGIN_NAME = "skylink.test/audit";
const SECONDS = 1_790_000_000;
const SIZE = 13;
const CHOSEN = 6;
const ED25519 = signerOf(ORIGIN_NAME, 1, 1);
const MLDSA = signerOf(ORIGIN_NAME, 6, 2);
const LAHORE = signerOf("witness.lahore.test", 4, 3);
const KARACHI = signerOf("witness.karachi.test", 6, 4);
const TRUST: AuditTrust = {
  origin: ORIGIN_NAME,
  keys: [ED25519.key, MLDSA.key],
  witnesses: [LAHORE.key, KARACHI.key],
  anchors: null,
};
const PERSON = { address: "10.0.0.7", agent: null, path: "/api/v1/buyers/orders", salt: "c2FsdA" };

const entries = await Promise.all(Array.from({ length: SIZE }, (_, number) => bytesOf(number)));
const leaves = entries.map(leafOf);

async function bytesOf(number: number): Promise<Uint8Array> {
  const hash = toBase64(await sha256(utf8(canonicalJson(PERSON))));
  const personal = hash.replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
  return utf8(
    canonicalJson({ action: "PlaceOrder", at: "2026-11-30T10:00:00.000000Z", id: `entry-${number}`, personal }),
  );
}

const entryOf = (number: number, bytes = entries[number]!): AuditEntry => ({
  number,
  id: `entry-${number}`,
  at: "2026-11-30T10:00:00Z",
  service: "trade.buyers",
  action: "PlaceOrder",
  actor: null,
  correlationId: null,
  target: {},
  personal: PERSON,
  isForgotten: false,
  altered: [],
  entry: toBase64(bytes),
  leafHash: toBase64(leafOf(bytes)),
});

const noteBy = (...signers: TestSigner[]): string => noteOf(ORIGIN_NAME, leaves, signers, SECONDS);
const NOTE = noteBy(ED25519, MLDSA, LAHORE, KARACHI);
const proofWith = (note: string): string => proofOf(CHOSEN, leaves, note);

const outcomes = (of: Verification) => of.steps.map(({ outcome }) => outcome);
const failing = (of: Verification) => of.steps.filter(({ outcome }) => outcome === "failed").map(({ name }) => name);

/** The same line, with one bit of its last byte changed. */
function spoil(note: string, name: string): string {
  return note.replace(new RegExp(`(— ${name} )(\\S+)`), (_, start: string, text: string) => {
    const bytes = readBase64(text)!;
    bytes[bytes.length - 1]! ^= 1;
    return `${start}${toBase64(bytes)}`;
  });
}

afterEach(() => vi.unstubAllGlobals());

describe("a proof", () => {
  it("of each entry of each small log leads from its leaf to the root", async () => {
    let proofs = 0;
    for (let size = 1; size <= SIZE; size++) {
      const some = leaves.slice(0, size);
      for (let index = 0; index < size; index++) {
        const siblings = pathOf(index, some).map((hash) => new Uint8Array(hash));
        const levels = levelsOf(index, size);
        expect(levels).toHaveLength(siblings.length);
        for (const [at, { first, end }] of levels.entries()) {
          expect(toBase64(siblings[at]!), `${index} of ${size}`).toBe(toBase64(rootOf(some.slice(first, end))));
        }
        const way = await climb(new Uint8Array(some[index]!), levels, siblings);
        expect(toBase64(way.at(-1)!)).toBe(toBase64(rootOf(some)));
        proofs += 1;
      }
    }
    expect(proofs).toBe((SIZE * (SIZE + 1)) / 2);
  });

  it("that is whole is true, and says who signed when", async () => {
    const result = await verify(entryOf(CHOSEN), proofWith(NOTE), TRUST);
    expect(result.isTrue).toBe(true);
    expect(outcomes(result)).toEqual(Array.from({ length: 10 }, () => "passed"));
    expect(result.signed.map(({ at }) => at)).toEqual([null, ...Array.from({ length: 3 }, () => at(SECONDS))]);
    expect(result.way).toHaveLength(5);
  });

  it("is true without WebCrypto, as on a plain-http address", async () => {
    vi.stubGlobal("crypto", {});
    const result = await verify(entryOf(CHOSEN), proofWith(NOTE), TRUST);
    expect(outcomes(result)).toEqual(Array.from({ length: 10 }, () => "passed"));
    const spoilt = await verify(entryOf(CHOSEN), proofWith(spoil(NOTE, "witness.lahore.test")), TRUST);
    expect(failing(spoilt)).toEqual(["Seen by the witness witness.lahore.test, Ed25519"]);
  });

  it("is true where the browser does not know Ed25519", async () => {
    const { subtle } = crypto;
    const importKey = vi.fn(() => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")));
    vi.stubGlobal("crypto", { subtle: { digest: subtle.digest.bind(subtle), importKey } });
    expect((await verify(entryOf(CHOSEN), proofWith(NOTE), TRUST)).isTrue).toBe(true);
    expect(importKey).toHaveBeenCalledTimes(2);
  });

  it("is true without witnesses, which may be away, but not without a key of the log", async () => {
    const alone = await verify(entryOf(CHOSEN), proofWith(noteBy(ED25519, MLDSA)), TRUST);
    expect(alone.isTrue).toBe(true);
    expect(outcomes(alone).slice(-2)).toEqual(["absent", "absent"]);
    for (const [signer, other] of [
      [ED25519, "ML-DSA-44"],
      [MLDSA, "Ed25519"],
    ] as const) {
      const result = await verify(entryOf(CHOSEN), proofWith(noteBy(signer, LAHORE, KARACHI)), TRUST);
      expect(failing(result)).toEqual([`Signed by the log with ${other}`]);
    }
  });

  it("of a witness without a time says nothing", async () => {
    const root = rootOf(leaves);
    const note = noteBy(ED25519, MLDSA, LAHORE) + KARACHI.line(ORIGIN_NAME, SIZE, root, 0);
    const result = await verify(entryOf(CHOSEN), proofWith(note), TRUST);
    expect(outcomes(result).at(-1)).toBe("absent");
  });

  it("passes over signatures of unknown keys, also under a known name", async () => {
    const stranger = signerOf("witness.lahore.test", 4, 9);
    const result = await verify(entryOf(CHOSEN), proofWith(noteBy(ED25519, MLDSA, LAHORE, KARACHI, stranger)), TRUST);
    expect(outcomes(result)).toEqual(Array.from({ length: 10 }, () => "passed"));
  });

  const spoilt: [what: string, entry: AuditEntry, proof: string, trust: AuditTrust, failing: string[]][] = [
    [
      "an entry that was changed",
      entryOf(CHOSEN, utf8('{"action":"X","at":""}')),
      proofWith(NOTE),
      TRUST,
      [PERSONAL, PATH],
    ],
    [
      "a hash that is not the entry's",
      { ...entryOf(CHOSEN), leafHash: toBase64(leaves[0]!) },
      proofWith(NOTE),
      TRUST,
      [LEAF],
    ],
    [
      "a personal part that was changed",
      { ...entryOf(CHOSEN), personal: { ...PERSON, address: "10.0.0.8" } },
      proofWith(NOTE),
      TRUST,
      [PERSONAL],
    ],
    ["a proof of another entry", entryOf(CHOSEN), proofOf(7, leaves, NOTE), TRUST, [READ]],
    ["another entry's path", entryOf(CHOSEN), proofOf(7, leaves, NOTE).replace("index 7", "index 6"), TRUST, [PATH]],
    ["a hash too few", entryOf(CHOSEN), proofWith(NOTE).replace(/(index 6\n)[^\n]+\n/, "$1"), TRUST, [PATH]],
    ["a hash too many", entryOf(CHOSEN), proofWith(NOTE).replace(/(index 6\n)([^\n]+\n)/, "$1$2$2"), TRUST, [PATH]],
    ["text that is no proof", entryOf(CHOSEN), "<h1>Bad gateway</h1>", TRUST, [READ]],
    [
      "another log's root",
      entryOf(CHOSEN),
      proofWith(noteOf("other.test/audit", leaves, [ED25519, MLDSA], SECONDS)),
      TRUST,
      [ORIGIN],
    ],
    [
      "a root that nobody signed",
      entryOf(CHOSEN),
      proofWith(NOTE.replace(toBase64(rootOf(leaves)), toBase64(leaves[0]!))),
      TRUST,
      [
        PATH,
        "Signed by the log with Ed25519",
        "Signed by the log with ML-DSA-44",
        "Seen by the witness witness.lahore.test, Ed25519",
        "Seen by the witness witness.karachi.test, ML-DSA-44",
      ],
    ],
    [
      "another size",
      entryOf(CHOSEN),
      proofWith(NOTE.replace("\n13\n", "\n14\n")),
      TRUST,
      [
        "Signed by the log with Ed25519",
        "Signed by the log with ML-DSA-44",
        "Seen by the witness witness.lahore.test, Ed25519",
        "Seen by the witness witness.karachi.test, ML-DSA-44",
      ],
    ],
    ["keys under others' ids", entryOf(CHOSEN), proofWith(NOTE), { ...TRUST, witnesses: [forged(LAHORE.key)] }, [KEYS]],
    ["no keys", entryOf(CHOSEN), proofWith(NOTE), { ...TRUST, keys: [] }, [KEYS]],
    [
      "a witness's signature that is not its own",
      entryOf(CHOSEN),
      proofWith(spoil(NOTE, "witness.karachi.test")),
      TRUST,
      ["Seen by the witness witness.karachi.test, ML-DSA-44"],
    ],
    [
      "one wrong signature beside a right one of the same key",
      entryOf(CHOSEN),
      proofWith(NOTE + spoil(noteBy(LAHORE), "witness.lahore.test").split("\n\n")[1]!),
      TRUST,
      ["Seen by the witness witness.lahore.test, Ed25519"],
    ],
  ];

  it.each(spoilt)("with %s is refused, and says where", async (_, entry, proof, trust, where) => {
    const result = await verify(entry, proof, trust);
    expect(result.isTrue).toBe(false);
    expect(failing(result)).toEqual(where);
  });

  it("tells of a personal part that is not kept any more, and is true", async () => {
    const result = await verify({ ...entryOf(CHOSEN), personal: null, isForgotten: true }, proofWith(NOTE), TRUST);
    expect(result.isTrue).toBe(true);
    expect(result.steps.find(({ name }) => name === PERSONAL)?.outcome).toBe("absent");
  });
});

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The same key under an id that differs in its last digit. */
function forged(key: string): string {
  const [name, id, base64] = key.split("+", 2).concat(key.split("+").slice(2).join("+"));
  return `${name}+${id!.slice(0, 7)}${id!.endsWith("0") ? "1" : "0"}+${base64}`;
}

describe("what strangers write", () => {
  const whole = proofWith(NOTE);
  const root = toBase64(rootOf(leaves));

  it.each([
    ["another header", whole.replace("@v1", "@v2")],
    ["a number with a zero before it", whole.replace("index 6", "index 06")],
    ["a sign", whole.replace("index 6", "index +6")],
    ["a number that is not exact", whole.replace("\n13\n", "\n9007199254740993\n")],
    ["an entry behind the end", whole.replace("index 6", "index 13")],
    ["a short hash", whole.replace(/(index 6\n)...../, "$1")],
    ["base64 with bits left over", whole.replace(root, `${root.slice(0, 42)}${next(root[42]!)}=`)],
    ["no signatures", whole.slice(0, whole.lastIndexOf("\n\n") + 2)],
    ["half a line", whole.slice(0, -1)],
    ["a carriage return", whole.replace("\n13\n", "\r\n13\n")],
    ["a dash for a long dash", whole.replace("— skylink", "- skylink")],
    ["a path higher than any tree", whole.replace(/(index 6\n)([^\n]+\n)/, `$1${`${root}\n`.repeat(64)}`)],
    ["nothing", ""],
  ])("is no proof with %s", (_, text) => {
    expect(() => readProof(text)).toThrow(FormError);
  });

  it("is a proof with data of an application, which nobody believes", () => {
    expect(readProof(whole.replace("index", "extra c2FsdA==\nindex")).index).toBe(6);
  });

  it.each(["", "name", "a b+00000000+AQ==", "name+00000000+AQ==", "name+00000000+!", `${ED25519.key}A`])(
    "is no key: %s",
    async (text) => {
      await expect(readKey(text)).rejects.toThrow(FormError);
    },
  );
});

/** The next letter of the alphabet of base64, whose lowest bits stand for nothing here. */
function next(letter: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return alphabet[alphabet.indexOf(letter) + 1]!;
}
