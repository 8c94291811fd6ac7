import { describe, expect, it } from "vitest";
import type { AuditAnchor, AuditAnchors, AuditStatus } from "../../api/types";
import { shortId } from "../../components/IdText";
import { actionText, canonicalJson, readEntry, strangerText, targetText } from "./entries";
import { anchorText, inspectionText, statusText, witnessText } from "./status";
import { meaningOf, verdictText } from "./verdict";
import { PATH, type Signed } from "./verify";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("an entry of the audit log", () => {
  it("is read from its bytes alone", () => {
    expect(readEntry(bytes('{"action":"SignIn","at":"2026-11-30T10:00:00.000000Z"}'))?.action).toBe("SignIn");
    expect(readEntry(bytes('{"action":7}'))).toBeNull();
    expect(readEntry(bytes("null"))).toBeNull();
    expect(readEntry(new Uint8Array([0xff]))).toBeNull();
  });

  it("tells its action and its target in words", () => {
    expect(actionText("PlaceOrders")).toBe("Place orders");
    expect(actionText("CreateApiKey")).toBe("Create api key");
    expect(targetText({})).toBe("");
    expect(targetText({ id: "01a22997-8bec-70e1-8781-ea9de424b485" }, shortId)).toBe("01a2…24b485");
    expect(targetText({ name: "ravi", keyId: "k1" })).toBe("name ravi, keyId k1");
  });

  it("tells a caller who had not signed in from nobody who called at all", () => {
    expect(actionText("ChangeSecretOutside")).toBe("Change secret outside");
    expect(strangerText({ personal: null })).toBe("past the API");
    expect(strangerText({ personal: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" })).toBe("not signed in");
    expect(strangerText(null)).toBe("not signed in");
  });

  it("is canonical with its members in order, at every depth", () => {
    expect(canonicalJson({ b: [{ d: null, c: 'ü"\n' }], a: "x", B: "" })).toBe(
      '{"B":"","a":"x","b":[{"c":"ü\\"\\n","d":null}]}',
    );
  });
});

describe("the state of the log", () => {
  const status = (more: Partial<AuditStatus>): AuditStatus => ({
    ...{ state: "Signed", behindSince: null, size: 12, signedSize: 12, signedAt: null, root: null },
    ...{ witnesses: [], inspection: null, anchors: null },
    ...more,
  });

  it("tells what an inspection found", () => {
    const inspection = { at: "2026-01-02T03:04:05Z", entries: 9, altered: [], isIntact: false };
    expect(inspectionText({ ...inspection, alteredCount: 1, fault: null })).toBe("1 entry changed");
    expect(inspectionText({ ...inspection, alteredCount: 2, fault: "tile/0/000 is missing" })).toBe(
      "2 entries changed, tree changed",
    );
  });

  it("promises no more than it can", () => {
    expect(statusText(status({}))).toContain("nobody without the platform's keys");
    const witnesses = [{ name: "lahore", size: 12, at: null, contradiction: null }];
    expect(statusText(status({ witnesses }))).toBe("Every entry is signed: nobody can change or remove one unnoticed.");
    expect(statusText(status({ state: "Behind", signedSize: 11 }))).toMatch(/^1 entry not signed yet/);
    expect(statusText(status({ state: "Behind" }))).toMatch(/^Something that was done is not in the log yet/);
    expect(statusText(status({ state: "Contradicted" }))).toContain("another log than this one");
    expect(statusText(status({ state: "Altered" }))).toContain("not as it was signed");
    expect(statusText(status({ state: "Broken" }))).toContain("changed or lost");
    expect(statusText(status({ state: "Empty" }))).toBe("Nothing has been noted yet.");
  });

  it("says how much of it a chain holds", () => {
    const account = { chainId: 1, account: "0x00" };
    const none: AuditAnchors = { ...account, confirmed: null, underWay: null, problem: null, problemAt: null };
    const confirmed: AuditAnchor = {
      ...{ ...account, number: 1, state: "Confirmed", size: 11, root: "", nonce: 0, transactionHash: "0x01" },
      ...{ blockNumber: 7_402_118, blockHash: "0x02", madeAt: "", changedAt: "" },
    };
    expect(anchorText(none, 12)).toBe("nothing stands there yet");
    expect(anchorText({ ...none, confirmed }, 12)).toBe("11 entries in block 7,402,118");
    expect(anchorText({ ...none, confirmed }, 11)).toBe("all in block 7,402,118");
  });

  it("says how far a witness is", () => {
    expect(witnessText(12, 12)).toBe("has seen all");
    expect(witnessText(2, 1_240)).toBe("1,238 entries behind");
    expect(witnessText(0, 12)).toBe("has seen nothing");
  });
});

describe("a verdict", () => {
  const of = (...outcomes: [name: string, outcome: "passed" | "absent"][]) => ({
    ...{ isTrue: true, steps: [], way: [] },
    signed: outcomes.map(([name, outcome]): Signed => ({
      ...{ name: "", outcome, detail: "", isWitness: true, at: null },
      key: { name, id: "00000000", type: 4, raw: new Uint8Array() },
    })),
  });

  it("counts witnesses by name, not by key", () => {
    expect(verdictText(of(["a", "passed"], ["a", "absent"], ["b", "absent"]))).toContain("1 of 2 witnesses have seen");
    expect(verdictText(of(["a", "absent"]))).toContain("No witness has seen that head yet.");
    expect(verdictText(of())).toContain("No witness is configured.");
  });

  it("says what a failure means", () => {
    expect(meaningOf({ name: PATH, outcome: "failed", detail: "" })).toContain("the entry was changed");
    expect(meaningOf({ name: "Signed by the log with Ed25519", outcome: "failed", detail: "" })).toContain("signature");
  });
});
