import { describe, expect, it } from "vitest";
import { readJwk, type JwkKind } from "./jwk";

/** RFC 8037, appendix A.2. */
const ED25519 = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
/** RFC 7517, appendix A.1. */
const P256 = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
};
const ML_DSA_44 = { kty: "AKP", alg: "ML-DSA-44", pub: `${"b".repeat(1_749)}w` };

const refusal = (value: unknown, kind: JwkKind = "classic") =>
  readJwk(typeof value === "string" ? value : JSON.stringify(value), kind).refusal;

describe("a public key that was pasted", () => {
  it("is read as it stands, what is not known in it too", () => {
    const named = { ...ED25519, kid: "till", use: "sig", key_ops: ["verify"], ext: true };
    expect(readJwk(`\n ${JSON.stringify(named, null, 2)} \n`, "classic")).toEqual({ jwk: named, refusal: null });
    for (const good of [P256, { ...P256, alg: "ES256" }, { ...ED25519, alg: "EdDSA" }, { ...ED25519, alg: "Ed25519" }])
      expect(refusal(good)).toBeNull();
    expect(refusal(ML_DSA_44, "postQuantum")).toBeNull();
  });

  it("is one object of JSON", () => {
    expect(refusal(" \n")).toMatch(/is needed/);
    expect(refusal('{"kty": "OKP", ')).toMatch(/no JSON/);
    expect(refusal("-----BEGIN PUBLIC KEY-----")).toMatch(/no JSON/);
    for (const value of ["null", "7", '"key"', "[]"]) expect(refusal(value)).toMatch(/one object/);
    expect(refusal({ keys: [ED25519] })).toMatch(/set of keys/);
  });

  it("is refused with its secret half, which is named and never repeated", () => {
    const secret = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    expect(refusal({ ...ED25519, d: secret })).toMatch(/^“d” is the secret half/);
    expect(refusal({ ...ED25519, d: null })).toMatch(/^“d” is the secret half/);
    expect(refusal({ ...ML_DSA_44, priv: secret }, "postQuantum")).toMatch(/^“priv” is the secret half/);
    expect(refusal({ kty: "oct", k: secret })).toMatch(/^“k” is the secret half/);
    expect(readJwk(JSON.stringify({ ...ED25519, d: secret }), "classic").jwk).toBeNull();
    expect(refusal({ ...ED25519, d: secret })).not.toContain(secret);
  });

  it("is of the kind that its field takes", () => {
    expect(refusal(ML_DSA_44)).toMatch(/other field/);
    expect(refusal(P256, "postQuantum")).toMatch(/other field/);
    expect(refusal(ED25519, "postQuantum")).toMatch(/other field/);
    expect(refusal({ kty: "RSA", n: "AQAB", e: "AQAB" })).toMatch(/“kty”/);
    expect(refusal({ kty: "RSA" }, "postQuantum")).toMatch(/“kty”/);
    expect(refusal({ ...P256, crv: "P-384" })).toMatch(/“crv”.*P-256/);
    expect(refusal({ ...ED25519, crv: "X25519" })).toMatch(/“crv”.*Ed25519/);
    expect(refusal({ ...P256, alg: "ES384" })).toMatch(/“alg”.*ES256/);
    expect(refusal({ ...ML_DSA_44, alg: "ML-DSA-65" }, "postQuantum")).toMatch(/“alg”/);
    expect(refusal({ kty: "AKP", pub: ML_DSA_44.pub }, "postQuantum")).toMatch(/“alg”/);
  });

  it("has members of the right size, in the one text that base64url has for them", () => {
    expect(refusal({ ...P256, y: undefined })).toMatch(/“y” is 32 bytes/);
    expect(refusal({ ...P256, x: `${P256.x}=` })).toMatch(/“x” is 32 bytes/);
    expect(refusal({ ...ED25519, x: `${ED25519.x.slice(0, -1)}p` })).toMatch(/“x” is 32 bytes/);
    expect(refusal({ ...ED25519, x: 7 })).toMatch(/“x” is 32 bytes/);
    expect(refusal({ ...ML_DSA_44, pub: "b".repeat(1_750) }, "postQuantum")).toMatch(/“pub” is 1,312 bytes/);
    expect(refusal({ ...ML_DSA_44, pub: `${"b".repeat(1_748)}w` }, "postQuantum")).toMatch(/“pub” is 1,312 bytes/);
  });
});
