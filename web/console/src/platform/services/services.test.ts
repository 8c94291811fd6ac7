import { describe, expect, it } from "vitest";
import type { Health, HealthStatus, Installation } from "../../api/types";
import { latencyText, processText, reasonText, servicesOf, sufferers, worstFirst } from "./services";

const module = (name: string, ...dependsOn: [string, "Calls" | "Hears"][]) => ({
  name,
  version: "1",
  endpoints: 3,
  contracts: [],
  subscriptions: [],
  dependsOn: dependsOn.map(([service, kind]) => ({ service, kind })),
});

const installation = (...modules: ReturnType<typeof module>[]): Installation => ({
  processes: [{ processId: 7, version: "1", startedAt: "", addresses: ["http://127.0.0.1:7100"], modules }],
  silent: [],
});

const health = (states: Record<string, HealthStatus>): Health => ({
  status: "Healthy",
  checks: Object.entries(states).map(([name, status]) => ({
    name,
    status,
    detail: status === "Healthy" ? null : "PostgreSQL cannot be reached.",
    durationMilliseconds: 2,
    dependencies: null,
  })),
});

const chain = installation(
  module("trade.buyers", ["trade.payments", "Calls"]),
  module("trade.payments", ["settle.ledger", "Calls"], ["settle.ledger", "Hears"]),
  module("settle.ledger"),
  module("platform.events"),
);

describe("services", () => {
  it("knows both ends of each arrow, with all its reasons", () => {
    const services = servicesOf(chain, health({}));
    const ledger = services.find(({ name }) => name === "settle.ledger");
    expect(ledger?.neededBy).toEqual([{ service: "trade.payments", kinds: ["Calls", "Hears"] }]);
    expect(services.map(({ name }) => name)).toEqual([
      "platform.events",
      "settle.ledger",
      "trade.buyers",
      "trade.payments",
    ]);
    expect(reasonText(["Calls", "Hears"])).toBe("calls and hears");
  });

  it("keeps a service whose process does not answer, and a process that is only in the checks", () => {
    const services = servicesOf(
      { processes: [], silent: [{ name: "trade.sellers", address: "http://10.0.0.1:7100" }] },
      health({ "process on port 7100": "Unhealthy" }),
    );
    expect(services.map(({ name, status, processes }) => [name, status, processes.length])).toEqual([
      ["process on port 7100", "Unhealthy", 0],
      ["trade.sellers", "Unhealthy", 0],
    ]);
  });

  it("names a service twice where it runs twice, and its needs once", () => {
    const [one] = installation(module("trade.buyers", ["settle.ledger", "Calls"])).processes;
    const twice = servicesOf({ processes: [one!, { ...one!, processId: 8 }], silent: [] }, health({}));
    expect(twice[0]?.processes.map(({ processId }) => processId)).toEqual([7, 8]);
    expect(twice[0]?.needs).toEqual([{ service: "settle.ledger", kinds: ["Calls"] }]);
    expect(processText(one!)).toBe("7, port 7100");
  });

  it("finds who suffers from an ill service, also through others, and ends in a circle", () => {
    const ill = servicesOf(chain, health({ "settle.ledger": "Unhealthy" }));
    expect([...sufferers(ill)]).toEqual([
      ["trade.payments", ["settle.ledger"]],
      ["trade.buyers", ["settle.ledger"]],
    ]);
    const circle = installation(module("a.x", ["a.y", "Calls"]), module("a.y", ["a.x", "Hears"]));
    expect([...sufferers(servicesOf(circle, health({ "a.x": "Degraded" })))]).toEqual([["a.y", ["a.x"]]]);
    expect(sufferers(servicesOf(chain, health({}))).size).toBe(0);
  });

  it("puts the worst first", () => {
    const services = servicesOf(chain, health({ "trade.payments": "Degraded", "trade.buyers": "Unhealthy" }));
    expect(services.toSorted(worstFirst).map(({ name }) => name)).toEqual([
      "trade.buyers",
      "trade.payments",
      "platform.events",
      "settle.ledger",
    ]);
    expect(latencyText(0.2)).toBe("1 ms");
  });
});
