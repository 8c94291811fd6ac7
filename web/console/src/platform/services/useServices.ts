import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api } from "../../api/client";
import type { Installation } from "../../api/types";
import { useHealth } from "../../shell/HealthDot";
import { servicesOf } from "./services";

/** Every service with its state and its place; asked anew whenever the health was, in the same rhythm. */
export function useServices() {
  const { health, known, at } = useHealth();
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ["installation"],
    queryFn: ({ signal }) => api.get<Installation>("/api/v1/hosting/services", undefined, signal),
  });
  useEffect(() => {
    if (at > 0) void refetch({ cancelRefetch: false });
  }, [at, refetch]);
  const services = useMemo(() => (data === undefined || !known ? [] : servicesOf(data, health)), [data, health, known]);
  return { services, health, at, isLoading: isLoading || !known, error: data === undefined ? error : null, refetch };
}
