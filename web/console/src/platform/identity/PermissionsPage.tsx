import { Skeleton } from "@mantine/core";
import { IconCheck, IconShieldLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import { groupBy } from "../../api/collections";
import type { Permission } from "../../api/types";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useFilters } from "../../components/useFilters";
import { ROLES } from "./roles";
import classes from "./PermissionsPage.module.css";

const FIELDS: readonly FilterField[] = [
  { key: "text", label: "Permission", kind: "text", width: 240 },
  { key: "role", label: "Role", kind: "choice", options: ROLES, width: 140 },
];

/** The matrix as the endpoints declare it: what is not declared is denied. */
export default function PermissionsPage() {
  const [filters] = useFilters();
  const query = useQuery({
    queryKey: ["permissions"],
    queryFn: ({ signal }) => api.get<Permission[]>("/api/v1/identity/permissions", undefined, signal),
  });
  const text = filters.text?.toLowerCase() ?? "";
  const shown = (query.data ?? []).filter(
    (one) =>
      `${one.name} ${one.description} ${one.area} ${one.service}`.toLowerCase().includes(text) &&
      (filters.role === undefined || one.roles.some((role) => role === filters.role)),
  );
  const byService = groupBy(shown, (one) => `${one.area} · ${one.service.split(".").at(-1) ?? one.service}`);
  return (
    <>
      <PageHeader
        title="Permissions"
        crumbs={[{ label: "Platform" }]}
        lead="Which role may do what. Every endpoint declares one of these; whatever declares nothing is denied."
      />
      <div className={classes.filters}>
        <FilterBar fields={FIELDS} />
        <span className="small muted push">{shown.length} permissions</span>
      </div>
      {query.error !== null && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.isLoading && <Skeleton height={400} />}
      {query.data && shown.length === 0 && (
        <EmptyState icon={IconShieldLock} title="No permission fits">
          Change the filters.
        </EmptyState>
      )}
      {shown.length > 0 && (
        <div
          className={`card ${classes.frame}`}
          tabIndex={0}
          role="region"
          aria-label="Matrix of permissions and roles"
        >
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Permission</th>
                {ROLES.map((role) => (
                  <th key={role.value} scope="col" title={role.does}>
                    {role.label}
                  </th>
                ))}
              </tr>
            </thead>
            {[...byService].map(([service, permissions]) => (
              <tbody key={service}>
                <tr className={classes.group}>
                  <th colSpan={ROLES.length + 1} scope="rowgroup">
                    {service}
                  </th>
                </tr>
                {permissions.map((one) => (
                  <tr key={one.name}>
                    <th scope="row">
                      <span>{one.description}</span>
                      <span className="mono small muted">{one.name}</span>
                    </th>
                    {ROLES.map((role) => (
                      <td key={role.value}>
                        {one.roles.includes(role.value) ? (
                          <IconCheck size={16} stroke={2.4} aria-label="may" />
                        ) : (
                          <span className="sr-only">may not</span>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </>
  );
}
