import { Button, Drawer } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import type { Secret, SecretStore } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { DataKeys } from "./DataKeys";
import { PutSecretDialog } from "./PutSecretDialog";
import { SecretDetail } from "./SecretDetail";
import { SECRETS, usesText, versionText } from "./secrets";

const FIELDS: readonly FilterField[] = [{ key: "name", label: "Name, or part of it", kind: "text", width: 190 }];

const COLUMNS: readonly Column<Secret>[] = [
  {
    key: "name",
    header: "Name",
    text: (row) => row.name,
    render: (row) => <span className="strong">{row.name}</span>,
  },
  {
    key: "usedBy",
    header: "Used by",
    text: (row) => row.usedBy.map((use) => use.setting).join(" "),
    render: (row) =>
      row.usedBy.length === 0 ? <span className="faint">no setting</span> : <span>{usesText(row)}</span>,
  },
  {
    key: "version",
    header: "Version",
    width: 120,
    align: "right",
    text: (row) => row.version,
    render: (row) => <span title={row.version}>{versionText(row.version)}</span>,
  },
  {
    key: "changed",
    header: "Changed",
    width: 140,
    align: "right",
    text: (row) => row.changedAt,
    render: (row) => <TimeText at={row.changedAt} />,
  },
];

/** Until the store has said how much it keeps. */
const SIZE_MAX = 4_096;

export default function SecretsPage() {
  const [filters, set] = useFilters();
  const [isNew, setIsNew] = useState(false);
  const part = (filters.name ?? "").toLowerCase();
  const source = useRows<Secret>(SECRETS, {}, { keep: (row) => row.name.toLowerCase().includes(part) });
  const { data: store } = useQuery({
    queryKey: ["secret-store"],
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<{ store: SecretStore }>(SECRETS, { limit: 1 }, signal),
    select: (answer) => answer.store,
  });
  const sizeMax = store?.valueSizeMax ?? SIZE_MAX;
  const open = filters.secret;
  return (
    <>
      <PageHeader
        title="Secrets"
        crumbs={[{ label: "Platform" }]}
        lead={
          store === undefined
            ? "Passwords and keys that settings refer to. Values go in and never out."
            : `Passwords and keys that settings refer to, in ${store.description}. Values go in and never out; a change is read within ${store.readWithinSeconds} s.`
        }
        actions={<Button onClick={() => setIsNew(true)}>New secret…</Button>}
      />
      <DataTable
        id="secrets"
        label="Secrets"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.name}
        filters={<FilterBar fields={FIELDS} />}
        onOpen={(row) => set({ secret: row.name })}
        isChosen={(row) => row.name === open}
        empty={
          <EmptyState icon={IconKey} title="No secret fits">
            A secret, such as bank/password, stands in settings as {"${secret:bank/password}"}. Keep one, or widen the
            filter.
          </EmptyState>
        }
      />
      <DataKeys />
      <Drawer
        opened={open !== undefined}
        onClose={() => set({ secret: undefined })}
        position="right"
        size={480}
        title={open}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open !== undefined && (
          <SecretDetail key={open} name={open} sizeMax={sizeMax} onGone={() => set({ secret: undefined })} />
        )}
      </Drawer>
      {isNew && <PutSecretDialog sizeMax={sizeMax} onClose={() => setIsNew(false)} />}
    </>
  );
}
