import { groupBy } from "../../api/collections";
import type { Health, HealthEntry, HealthStatus, Installation, PlatformProcess } from "../../api/types";

export type Kind = "Calls" | "Hears";

/** One service, from what it and the processes say. */
export interface Service {
  name: string;
  status: HealthStatus;
  /** Why it is not healthy. */
  detail: string | null;
  checks: HealthEntry[];
  /** Where it runs; more than one where it is replicated, none where its process does not answer. */
  processes: PlatformProcess[];
  endpoints: number;
  contracts: string[];
  needs: Need[];
  neededBy: Need[];
}

/** The other end of an arrow, and all its reasons. */
export interface Need {
  service: string;
  kinds: Kind[];
}

const WORST: readonly HealthStatus[] = ["Unhealthy", "Degraded", "Healthy"];
const byName = (left: { name: string }, right: { name: string }): number => left.name.localeCompare(right.name, "en");

/**
 * Every service that runs, is checked, or should run. What the checks name and no process knows, such as a process that
 * cannot be reached, is in the list too: it is what somebody has to look at.
 */
export function servicesOf(installation: Installation, health: Health): Service[] {
  const running = installation.processes.flatMap((process) => process.modules.map((module) => ({ process, module })));
  const byModule = groupBy(running, ({ module }) => module.name);
  const checks = new Map(health.checks.map((check) => [check.name, check]));
  const silent = installation.silent.map(({ name }) => name);
  const names = new Set([...byModule.keys(), ...silent, ...checks.keys()]);
  const needs = new Map(
    [...byModule].map(([name, here]) => [name, needsOf(here.flatMap(({ module }) => module.dependsOn))]),
  );
  return [...names]
    .map((name): Service => {
      const here = byModule.get(name) ?? [];
      const check = checks.get(name);
      const lost = here.length === 0 && silent.includes(name);
      return {
        name,
        status: check?.status ?? (lost ? "Unhealthy" : "Healthy"),
        detail: check?.detail ?? (lost ? "The process that runs it does not answer." : null),
        checks: check?.dependencies ?? (check === undefined ? [] : [check]),
        processes: here.map(({ process }) => process),
        endpoints: here[0]?.module.endpoints ?? 0,
        contracts: here[0]?.module.contracts ?? [],
        needs: needs.get(name) ?? [],
        neededBy: [...needs].flatMap(([other, its]) =>
          its.filter(({ service }) => service === name).map(({ kinds }) => ({ service: other, kinds })),
        ),
      };
    })
    .sort(byName);
}

function needsOf(dependencies: readonly { service: string; kind: Kind }[]): Need[] {
  return [...groupBy(dependencies, ({ service }) => service)].map(([service, all]) => ({
    service,
    kinds: [...new Set(all.map(({ kind }) => kind))],
  }));
}

/** For each service that is well itself: the ill ones that it needs, directly or through others. */
export function sufferers(services: readonly Service[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const ill of services.filter(({ status }) => status !== "Healthy")) {
    const reached = new Set([ill.name]);
    const ahead = [ill];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      for (const { service } of next.neededBy) {
        const one = services.find(({ name }) => name === service);
        if (one === undefined || reached.has(service)) continue;
        reached.add(service);
        ahead.push(one);
        if (one.status === "Healthy") found.set(service, [...(found.get(service) ?? []), ill.name]);
      }
    }
  }
  return found;
}

/** The ill first, the worst of them before the others; then by name. */
export const worstFirst = (left: Service, right: Service): number =>
  WORST.indexOf(left.status) - WORST.indexOf(right.status) || byName(left, right);

const VERBS: Record<Kind, string> = { Calls: "calls", Hears: "hears" };

/** "calls and hears", as the one who needs does. */
export const reasonText = (kinds: readonly Kind[]): string => kinds.map((kind) => VERBS[kind]).join(" and ");

/** Fractions of a millisecond are noise, and nothing takes no time. */
export const latencyText = (milliseconds: number): string =>
  `${Math.max(1, Math.round(milliseconds)).toLocaleString("en-GB")} ms`;

/** How people tell processes apart: those of one machine by their port. */
export function processText(process: PlatformProcess): string {
  const port = /:(\d+)\/?$/.exec(process.addresses[0] ?? "")?.[1];
  return `${process.processId}${port === undefined ? "" : `, port ${port}`}`;
}
