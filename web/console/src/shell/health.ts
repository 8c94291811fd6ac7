import type { Health } from "../api/types";

/** An ill platform answers 503 with the same body, so the status code decides nothing here. */
export async function fetchHealth(signal: AbortSignal): Promise<Health> {
  const response = await fetch("/health", { signal, headers: { accept: "application/json" } });
  const body = (await response.json()) as Partial<Health>;
  const status = body.status?.toLowerCase() as Health["status"] | undefined;
  return { ...body, status: status ?? (response.ok ? "healthy" : "unhealthy"), checks: body.checks ?? [] };
}
