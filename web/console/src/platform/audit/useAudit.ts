import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AuditEntry, AuditStatus, AuditTrust, Page, User } from "../../api/types";
import { AUDIT } from "./entries";

const REFRESH_MS = 5_000;
const NAMES_MAX = 200;

export const useAuditStatus = (enabled = true) =>
  useQuery({
    queryKey: ["audit-status"],
    refetchInterval: REFRESH_MS,
    enabled,
    queryFn: ({ signal }) => api.get<AuditStatus>(`${AUDIT}/status`, undefined, signal),
  });

export const entryQuery = (number: string) =>
  queryOptions({
    queryKey: ["audit-entry", number],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.get<AuditEntry>(`${AUDIT}/entries/${encodeURIComponent(number)}`, undefined, signal),
  });

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
