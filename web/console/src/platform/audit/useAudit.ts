import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ApiError } from "../../api/client";
import type { AuditEntry, AuditStatus, AuditTrust, Page, User } from "../../api/types";
import { AUDIT } from "./entries";

const REFRESH_MS = 5_000;
const BEHIND_REFRESH_MS = 1_000;
const NAMES_MAX = 200;
/** The newest entries are signed within a second. */
const UNSIGNED_TRIES = 4;
const UNSIGNED_PAUSE_MS = 700;

export const useAuditStatus = (enabled = true) =>
  useQuery<AuditStatus>({
    queryKey: ["audit-status"],
    refetchInterval: ({ state: { data } }) => (data?.state === "Behind" ? BEHIND_REFRESH_MS : REFRESH_MS),
    enabled,
    queryFn: ({ signal }) => api.get(`${AUDIT}/status`, undefined, signal),
  });

export const entryQuery = (number: string) =>
  queryOptions({
    queryKey: ["audit-entry", number],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.get<AuditEntry>(`${AUDIT}/entries/${encodeURIComponent(number)}`, undefined, signal),
  });

const isUnsigned = (error: Error): boolean => error instanceof ApiError && error.problem.code === "audit.not_signed";

/** The proof as text and the keys to verify it with. Younger proofs of an entry know more witnesses. */
export const useProof = (number: number) =>
  useQuery({
    queryKey: ["audit-proof", number],
    queryFn: async ({ signal }) => {
      const [proof, trust] = await Promise.all([
        api.text(`${AUDIT}/entries/${number}/proof`, signal),
        api.get<AuditTrust>(`${AUDIT}/trust`, undefined, signal),
      ]);
      return { proof, trust };
    },
    refetchOnWindowFocus: false,
    retry: (failures, error) => failures < UNSIGNED_TRIES && isUnsigned(error),
    retryDelay: UNSIGNED_PAUSE_MS,
  });

/** The names behind ids. Who is not among the first has to do with the id. */
export function useNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ["names"],
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<Page<User>>("/api/v1/identity/users", { limit: NAMES_MAX }, signal),
    select: namesOf,
  });
  return data ?? NOBODY;
}

const namesOf = (page: Page<User>) => new Map(page.items.map((user) => [user.id, user.name]));
const NOBODY: ReadonlyMap<string, string> = new Map();
