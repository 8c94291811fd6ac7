import { Button, Drawer } from "@mantine/core";
import { IconSignature } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import type { Organization, Page, SignatureKey } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText, shortId } from "../../components/IdText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../identity/session";
import { KeyDetail } from "./KeyDetail";
import { KEYS, PLATFORM, TONES } from "./keys";
import { NewKeysDialog } from "./NewKeysDialog";

const FIELDS: readonly FilterField[] = [
  { key: "purpose", label: "Purpose, exactly", kind: "text", width: 190 },
  { key: "owner", label: "Owner: an organization's id, or platform", kind: "text", width: 260 },
];

type Names = (owner: string) => string;

const columnsFor = (nameOf: Names): readonly Column<SignatureKey>[] => [
  {
    key: "purpose",
    header: "Purpose",
    text: (row) => row.purpose,
    render: (row) => <span className="strong">{row.purpose}</span>,
  },
  {
    key: "owner",
    header: "Owner",
    width: 180,
    text: (row) => row.owner,
    render: (row) => <span title={row.owner}>{nameOf(row.owner)}</span>,
  },
  { key: "algorithm", header: "Algorithm", width: 110, text: (row) => row.algorithm, render: (row) => row.algorithm },
  {
    key: "version",
    header: "Version",
    width: 80,
    align: "right",
    text: (row) => String(row.version),
    render: (row) => row.version,
  },
  {
    key: "state",
    header: "State",
    width: 120,
    text: (row) => row.state,
    render: (row) => <StateBadge state={row.state} tone={TONES[row.state]} />,
  },
  {
    key: "from",
    header: "Signs from",
    width: 120,
    align: "right",
    text: (row) => row.signsFrom,
    render: (row) => <TimeText at={row.signsFrom} />,
  },
  {
    key: "until",
    header: "Signs until",
    width: 120,
    align: "right",
    text: (row) => row.signsUntil,
    render: (row) => <TimeText at={row.signsUntil} />,
  },
  {
    key: "id",
    header: "Key id",
    width: 160,
    text: (row) => row.id,
    render: (row) => <IdText id={row.id} label="key id" />,
  },
];

export default function SignaturesPage() {
  const [filters, set] = useFilters();
  const { purpose, owner } = filters;
  const me = useMe();
  const mayManage = mayOpen(me, ["partner"]);
  const [isNew, setIsNew] = useState(false);
  const nameOf = useOwnerNames();
  const columns = useMemo(() => columnsFor(nameOf), [nameOf]);
  const source = useRows<SignatureKey>(KEYS, { purpose, owner });
  const open = source.rows.find((row) => row.id === filters.key);
  return (
    <>
      <PageHeader
        title="Signing keys"
        crumbs={[{ label: "Platform" }]}
        lead="Keys that sign for organizations and for the platform. Secrets never leave; rotation and revocation hold at once."
        actions={mayManage && <Button onClick={() => setIsNew(true)}>New purpose…</Button>}
      />
      <DataTable
        id="signing-keys"
        label="Signing keys"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        filters={<FilterBar fields={FIELDS} />}
        onOpen={(row) => set({ key: row.id })}
        isChosen={(row) => row.id === filters.key}
        empty={
          <EmptyState icon={IconSignature} title="No key fits">
            A purpose, such as invoices, gets keys that sign for it and are replaced in time. Make one, or widen the
            filters.
          </EmptyState>
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => set({ key: undefined })}
        position="right"
        size={480}
        title={open && `${open.purpose}, ${open.algorithm}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open && <KeyDetail signingKey={open} ownerName={nameOf(open.owner)} mayManage={mayManage} />}
      </Drawer>
      {isNew && <NewKeysDialog onClose={() => setIsNew(false)} />}
    </>
  );
}

const ORGANIZATIONS_MAX = 200;
const namesOf = (page: Page<Organization>) => new Map(page.items.map((one) => [one.id, one.name]));

/** Only administrators see all organizations; others know their own. */
function useOwnerNames(): Names {
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
