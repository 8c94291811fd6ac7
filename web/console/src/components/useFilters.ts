import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type Filters = Record<string, string | undefined>;

/** The filters of a page are its address: a link shows to others what one sees. */
export function useFilters(): [Filters, (changes: Filters) => void] {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback(
    (changes: Filters) => {
      void navigate({ to: ".", search: (before: Filters) => ({ ...before, ...changes }), replace: true });
    },
    [navigate],
  );
  return [filters, set];
}
