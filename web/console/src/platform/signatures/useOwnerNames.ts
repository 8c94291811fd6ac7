import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client";
import type { Organization, Page } from "../../api/types";
import { shortId } from "../../components/IdText";
import { mayOpen, useMe } from "../identity/session";
import { PLATFORM } from "./keys";

/** What an owner is called. */
export type Names = (owner: string) => string;

const ORGANIZATIONS_MAX = 200;
const namesOf = (page: Page<Organization>) => new Map(page.items.map((one) => [one.id, one.name]));

/** Only administrators see all organizations; others know their own. */
export function useOwnerNames(): Names {
  const me = useMe();
  const { data } = useQuery({
    queryKey: ["organization-names"],
    staleTime: 60_000,
    enabled: mayOpen(me, []),
    queryFn: ({ signal }) =>
      api.get<Page<Organization>>("/api/v1/identity/organizations", { limit: ORGANIZATIONS_MAX }, signal),
    select: namesOf,
  });
  const { id, name } = me.organization;
  return useMemo(
    () => (owner: string) =>
      owner === PLATFORM ? "The platform" : owner === id ? name : (data?.get(owner) ?? shortId(owner)),
    [data, id, name],
  );
}
