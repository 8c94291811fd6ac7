import { describe, expect, it } from "vitest";
import type { SignatureClient, SignatureClientKey } from "../../api/types";
import { clientText, inOrder, keysText, mayRevoke, revocationText, stateOf } from "./clients";

type State = SignatureClientKey["state"];

const key = (state: State, revokedAt: string | null = null): SignatureClientKey => ({
  ...{ id: `${state} ${revokedAt ?? ""}`, state, classicId: "c", postQuantumId: "q", registeredAt: "", revokedAt },
});

const withKeys = (...states: State[]): SignatureClient => ({
  ...{ id: "1", owner: "o", name: "Till", lastSequence: 0, createdAt: "", keys: states.map((state) => key(state)) },
});

describe("a client", () => {
  it("signs while it has current keys, whatever was revoked before", () => {
    expect(stateOf(withKeys("Current"))).toBe("Signs");
    expect(stateOf(withKeys("Revoked", "Current"))).toBe("Signs");
    expect(stateOf(withKeys("Revoked", "Current", "Substitute"))).toBe("Substitute waits");
    expect(stateOf(withKeys("Revoked", "Revoked"))).toBe("Revoked");
  });

  it("is told apart by what its state means", () => {
    const clients = [withKeys("Current"), withKeys("Current", "Substitute"), withKeys("Revoked")];
    expect(new Set(clients.map(clientText)).size).toBe(3);
  });

  it("shows the keys that count first, and of the others the last revoked", () => {
    const [old, older] = [key("Revoked", "2026-11-02T00:00:00Z"), key("Revoked", "2026-10-02T00:00:00Z")];
    const keys = [older, key("Substitute"), old, key("Current")];
    expect(inOrder(keys).map((one) => one.id)).toEqual([key("Current").id, key("Substitute").id, old.id, older.id]);
    expect(keys[0]).toBe(older);
  });

  it("says before a revocation what follows", () => {
    const [current, substitute] = [key("Current"), key("Substitute")];
    expect(revocationText(withKeys("Current", "Substitute"), current)).toMatch(/^The substitute stands in at once/);
    expect(revocationText(withKeys("Current", "Revoked"), current)).toMatch(/the client can sign nothing/);
    expect(revocationText(withKeys("Current", "Substitute"), substitute)).toMatch(/^The current keys sign on/);
    expect([current, substitute].map(keysText)).toEqual(["the current keys", "the substitute"]);
    expect([current, substitute, key("Revoked")].map(mayRevoke)).toEqual([true, true, false]);
  });
});
