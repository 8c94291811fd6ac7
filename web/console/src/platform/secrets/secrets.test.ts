import { describe, expect, it } from "vitest";
import type { Secret, ServiceDataKeys } from "../../api/types";
import { dataKeysText, isName, pathOf, refusalOf, usesText, versionText } from "./secrets";

const usedBy = (...settings: string[]): Secret => ({
  ...{ name: "bank/password", version: "3", changedAt: "" },
  usedBy: settings.map((setting) => ({ setting, version: null })),
});

describe("a secret", () => {
  it("is named by words between slashes", () => {
    for (const name of ["bank", "bank/password", "a.b_c-d/E9", "x".repeat(100)]) expect(isName(name), name).toBe(true);
    for (const name of ["", "/bank", "bank/", "a//b", "no spaces", "colon:1", "ü", "line\n", "x".repeat(101)])
      expect(isName(name), name).toBe(false);
  });

  it("is asked for with its slashes inside the name", () => {
    expect(pathOf("bank/password")).toBe("/api/v1/secrets/bank%2Fpassword");
  });

  it("holds at least a character, and as many bytes as its store keeps", () => {
    expect(refusalOf("", 10)).toBe("A value is needed.");
    expect(refusalOf("0123456789", 10)).toBeNull();
    expect(refusalOf("ééééé", 10)).toBeNull();
    expect(refusalOf("éééééé", 10)).toBe("12 bytes; the store keeps 10 at most.");
  });

  it("shows numbers whole and ids of AWS in short", () => {
    expect(versionText("17")).toBe("17");
    expect(versionText("0193b5a0-0000-7000-8000-000000000000").length).toBeLessThan(16);
  });

  it("names one setting that refers to it, and counts the rest", () => {
    expect(usesText(usedBy())).toBe("");
    expect(usesText(usedBy("Bank:Password"))).toBe("Bank:Password");
    expect(usesText(usedBy("Bank:Password", "Other", "Third"))).toBe("Bank:Password and 2 more");
  });
});

describe("data keys", () => {
  const of = (service: string, outdated: string[] = []): ServiceDataKeys => ({
    ...{ service, number: 2, sealsFrom: "", nextFrom: null, columns: ["orders.document"] },
    outdated,
  });

  it("say who is behind, and who does not answer before that", () => {
    const done = dataKeysText({ services: [of("trade.buyers")], silent: [] });
    expect(done).toMatch(/a key of its own\.$/);
    const behind = [of("trade.buyers", ["orders.document"]), of("trade.sellers")];
    expect(dataKeysText({ services: behind, silent: [] })).toBe(`${done} Being sealed anew: trade.buyers.`);
    expect(dataKeysText({ services: behind, silent: ["settle.ledger"] })).toBe(`${done} No answer from settle.ledger.`);
  });
});
