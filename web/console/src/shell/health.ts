import type { Health } from "../api/types";

/** An ill platform answers 503 with the same body, so the status code decides nothing here. */
export async function fetchHealth(signal: AbortSignal): Promise<Health> {
  const response = await fetch("/health", { signal, headers: { accept: "application/json" } });
  return (await response.json()) as Health;
}

/** Whatever is not healthy, named `service/dependency`. */
export function illnesses(health: Health): { name: string; status: Health["status"]; detail: string | null }[] {
  return health.checks
    .filter((check) => check.status !== "Healthy")
    .flatMap((check) => {
      const parts = (check.dependencies ?? []).filter((part) => part.status !== "Healthy");
      return parts.length === 0 ? [check] : parts.map((part) => ({ ...part, name: `${check.name}/${part.name}` }));
    });
}
