import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, ApiError } from "../../api/client";
import type { Me, Role } from "../../api/types";

const CURRENT = "/api/v1/identity/sessions/current";

/** Who is signed in; null where nobody is. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await api.get<Me>(CURRENT, undefined, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

/** Inside the shell somebody is always signed in: its route redirects where nobody is. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (data === null) throw new ApiError({ title: "Your session has ended", status: 401, code: "identity.signed_out" });
  return data;
}

/** Without roles a page is open to all who are signed in; an administrator may see everything. */
export function mayOpen(me: Me, roles: readonly Role[] | undefined): boolean {
  return roles === undefined || me.roles.includes("admin") || me.roles.some((role) => roles.includes(role));
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { email: string; password: string }): Promise<Me> =>
      api.post("/api/v1/identity/sessions", input),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: () => api.delete(CURRENT),
    onSuccess: async () => {
      client.clear();
      client.setQueryData(meQuery.queryKey, null);
      await router.navigate({ to: "/sign-in", search: {} });
    },
  });
}
