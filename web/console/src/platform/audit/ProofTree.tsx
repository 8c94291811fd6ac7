import { IconFileText } from "@tabler/icons-react";
import { exactTime } from "../../components/time";
import { hex, isSame, type Bytes } from "./hashing";
import { OutcomeMark } from "./ProofCard";
import type { Checkpoint, NoteSignature, Proof } from "./proof";
import { claimOf } from "./signatures";
import { levelsOf, type Level } from "./tree";
import type { Outcome, Verification } from "./verify";
import classes from "./ProofTree.module.css";

interface Props {
  proof: Proof;
  number: number;
  /** Absent until somebody verifies: then the hashes on the way are known, which the proof does not hold. */
  result: Verification | undefined;
}

/** The way from the entry up to what was signed, the signed head on top, as trees are drawn. */
export function ProofTree({ proof, number, result }: Props) {
  const { checkpoint, siblings, index } = proof;
  const levels = levelsOf(index, checkpoint.size);
  const way = result?.way ?? [];
  const top = way.at(-1);
  const isRooted = top === undefined ? undefined : isSame(top, checkpoint.root);
  const rows = levels.map((level, at) => ({ level, sibling: siblings[at], hash: way[at], isLeaf: at === 0 })).reverse();
  return (
    <figure className={classes.figure} aria-label={`The way from entry ${number} to the signed head`}>
      <Head checkpoint={checkpoint} result={result} />
      <div className={classes.tree}>
        <div className={classes.row}>
          <Node
            kind="root"
            label={isRooted === false ? "Root, as signed" : "Root"}
            hash={checkpoint.root}
            isTrue={isRooted === true ? true : undefined}
          />
        </div>
        {isRooted === false && (
          <div className={`${classes.row} ${classes.broken}`}>
            <span className={classes.unequal} role="img" aria-label="is not">
              ≠
            </span>
            <Node kind="way" label="Root, as computed" hash={top} isTrue={false} />
          </div>
        )}
        {rows.map(({ level, sibling, hash, isLeaf }) => (
          <div key={level.first} className={classes.row}>
            <Node
              kind={isLeaf ? "leaf" : "way"}
              label={isLeaf ? `Hash of entry ${number.toLocaleString("en-GB")}` : hash ? "Computed" : "To compute"}
              hash={hash}
              isTrue={isRooted}
            />
            <Node kind={level.side} label={rangeText(level)} hash={sibling} />
          </div>
        ))}
        <div className={classes.row}>
          <span className={classes.entry}>
            <IconFileText size={15} aria-hidden /> Entry {number.toLocaleString("en-GB")}
          </span>
        </div>
      </div>
      <figcaption className="small muted">
        Grey hashes come with the proof: they stand for the entries named on them. Each pair is hashed to the hash above
        it; only the true entry arrives at the root that was signed.
      </figcaption>
    </figure>
  );
}

const rangeText = ({ first, end }: Level): string =>
  end - first === 1
    ? `Entry ${first.toLocaleString("en-GB")}`
    : `Entries ${first.toLocaleString("en-GB")}–${(end - 1).toLocaleString("en-GB")}`;

interface NodeProps {
  kind: "root" | "way" | "leaf" | Level["side"];
  label: string;
  hash: Bytes | undefined;
  isTrue?: boolean | undefined;
}

function Node({ kind, label, hash, isTrue }: NodeProps) {
  const text = hash && hex(hash);
  return (
    <span
      className={classes.node}
      data-kind={kind}
      data-known={hash !== undefined}
      data-true={isTrue}
      title={text === undefined ? "Computed when you verify" : text}
    >
      <span className={classes.label}>{label}</span>
      <span className="mono">{text === undefined ? "· · ·" : `${text.slice(0, 6)}…${text.slice(-4)}`}</span>
    </span>
  );
}

/** The signed head: how large the log was, when, and who says so. */
function Head({ checkpoint, result }: { checkpoint: Checkpoint; result: Verification | undefined }) {
  const times = checkpoint.signatures.flatMap((signature) => claimOf(signature).at ?? []);
  return (
    <div className={classes.head}>
      <span className="strong">
        Signed head of {checkpoint.size.toLocaleString("en-GB")} {checkpoint.size === 1 ? "entry" : "entries"}
      </span>
      <span className="small muted">
        {checkpoint.origin}
        {times[0] !== undefined && `, ${exactTime(times[0])}`}
      </span>
      <ul className={classes.signatures} aria-label="Signatures">
        {checkpoint.signatures.map((signature, index) => (
          <Signature
            key={index}
            signature={signature}
            isLog={signature.name === checkpoint.origin}
            outcome={outcomeOf(signature, result)}
          />
        ))}
      </ul>
    </div>
  );
}

/** Undefined before anybody has verified; absent for a key that is not known. */
function outcomeOf({ name, keyId }: NoteSignature, result: Verification | undefined): Outcome | undefined {
  if (result === undefined) return undefined;
  return result.signed.find(({ key }) => key.name === name && key.id === keyId)?.outcome ?? "absent";
}

interface SignatureProps {
  signature: NoteSignature;
  isLog: boolean;
  outcome: Outcome | undefined;
}

function Signature({ signature, isLog, outcome }: SignatureProps) {
  const { algorithm, at } = claimOf(signature);
  return (
    <li data-outcome={outcome} title={`Key ${signature.keyId}${at === null ? "" : `, ${exactTime(at)}`}`}>
      {outcome !== undefined && <OutcomeMark outcome={outcome} />}
      <span className="stack-0">
        <span className={classes.signer}>{isLog ? "The log" : signature.name}</span>
        <span className="small muted">
          {algorithm}, {isLog ? "signature" : "witness"}
        </span>
      </span>
    </li>
  );
}
