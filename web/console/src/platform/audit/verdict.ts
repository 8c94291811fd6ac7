import { KEYS, LEAF, ORIGIN, PATH, PERSONAL, READ, type Step, type Verification } from "./verify";

/** What a true proof says, in a sentence. */
export function verdictText({ signed }: Verification): string {
  const seen = new Set(
    signed.filter(({ isWitness, outcome }) => isWitness && outcome === "passed").map((of) => of.key.name),
  );
  const known = new Set(signed.filter(({ isWitness }) => isWitness).map((of) => of.key.name));
  const witnesses =
    known.size === 0
      ? "No witness is configured."
      : seen.size === 0
        ? "No witness has seen that head yet."
        : `${seen.size} of ${known.size} ${known.size === 1 ? "witness has" : "witnesses have"} seen that head.`;
  return `Exactly these bytes are in the log, under a head that the log signed with all its keys. ${witnesses}`;
}

const MEANINGS: Partial<Record<string, string>> = {
  [READ]: "What the platform handed over is no proof of this entry.",
  [LEAF]: "The platform shows another hash than these bytes have.",
  [PERSONAL]: "What is shown of the person is not what was noted at the time. The entry itself may still be true.",
  [PATH]: "These are not the bytes that were signed in this place: the entry was changed, or the tree was.",
  [ORIGIN]: "The head was signed for another log.",
  [KEYS]: "The keys that the platform hands out are not sound, so that no signature can be believed.",
};

/** What it means that a step fails. */
export const meaningOf = ({ name }: Step): string =>
  MEANINGS[name] ?? "The head of the log does not bear the signature that it should, so that it proves nothing.";
