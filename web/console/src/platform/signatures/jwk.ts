/** Which of a client's two keys: what tools everywhere verify, or what still holds when there are quantum computers. */
export type JwkKind = "classic" | "postQuantum";

export type Jwk = Record<string, unknown>;

/** A public key as somebody pasted it, or why the platform would not take it. */
export type ReadJwk = { jwk: Jwk; refusal: null } | { jwk: null; refusal: string };

/** What only private and symmetric keys have (RFC 7518 section 6, RFC 8037, RFC 9964). */
const SECRET = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/** 32 bytes in base64url: a coordinate of P-256, or a point of Ed25519. */
const BYTES_32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** 1,312 bytes in base64url: a public key of ML-DSA-44. */
const BYTES_1312 = /^[A-Za-z0-9_-]{1749}[AQgw]$/;

const refused = (refusal: string): ReadJwk => ({ jwk: null, refusal });

/** Whether the point lies on its curve, the platform says. */
export function readJwk(text: string, kind: JwkKind): ReadJwk {
  if (text.trim() === "") return refused("The public key is needed, as a JWK.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("This is no JSON. Paste the whole key, from brace to brace.");
  }
  if (!isObject(value)) return refused("A JWK is one object in braces.");
  const refusal = refusalOf(value, kind);
  return refusal === null ? { jwk: value, refusal } : refused(refusal);
}

const isObject = (value: unknown): value is Jwk => typeof value === "object" && value !== null && !Array.isArray(value);

function refusalOf(jwk: Jwk, kind: JwkKind): string | null {
  if (Array.isArray(jwk.keys)) return "This is a set of keys. Paste one of them alone.";
  const secret = SECRET.find((name) => Object.hasOwn(jwk, name));
  if (secret !== undefined)
    return `“${secret}” is the secret half: it stays with the program. Nothing was sent. Paste the public half alone.`;
  return kind === "classic" ? classicRefusal(jwk) : postQuantumRefusal(jwk);
}

function classicRefusal(jwk: Jwk): string | null {
  switch (jwk.kty) {
    case "EC":
      return curveRefusal(jwk, "P-256", ["ES256"], ["x", "y"]);
    case "OKP":
      return curveRefusal(jwk, "Ed25519", ["EdDSA", "Ed25519"], ["x"]);
    case "AKP":
      return "This is a post-quantum key, and belongs in the other field.";
    default:
      return "“kty” is EC for ES256, or OKP for EdDSA.";
  }
}

function curveRefusal(jwk: Jwk, curve: string, algorithms: readonly string[], members: readonly string[]) {
  if (jwk.crv !== curve) return `“crv” of such a key is ${curve}.`;
  if (jwk.alg !== undefined && !algorithms.some((name) => name === jwk.alg))
    return `“alg” of such a key is ${algorithms.join(" or ")}, or is left out.`;
  const wrong = members.find((name) => !isText(jwk[name], BYTES_32));
  return wrong === undefined ? null : `“${wrong}” is 32 bytes in base64url: 43 characters.`;
}

function postQuantumRefusal(jwk: Jwk): string | null {
  if (jwk.kty === "EC" || jwk.kty === "OKP") return "This is a classic key, and belongs in the other field.";
  if (jwk.kty !== "AKP") return "“kty” of a key of ML-DSA is AKP.";
  if (jwk.alg !== "ML-DSA-44") return "“alg” is ML-DSA-44.";
  return isText(jwk.pub, BYTES_1312) ? null : "“pub” is 1,312 bytes in base64url: 1,750 characters.";
}

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === "string" && pattern.test(value);
