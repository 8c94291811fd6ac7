import { Drawer } from "@mantine/core";
import { IconFileCertificate } from "@tabler/icons-react";
import { useMemo } from "react";
import { useRows } from "../../api/lists";
import type { SignatureClient } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../identity/session";
import { ClientDetail } from "./ClientDetail";
import { CLIENT_STATES, CLIENT_TONES, CLIENTS, stateOf } from "./clients";
import { useOwnerNames, type Names } from "./useOwnerNames";

const FIELDS: readonly FilterField[] = [
  { key: "name", label: "Name or owner", kind: "text", width: 190 },
  {
    key: "state",
    label: "State",
    kind: "choice",
    options: CLIENT_STATES.map((state) => ({ value: state, label: state })),
  },
];

const columnsFor = (nameOf: Names): readonly Column<SignatureClient>[] => [
  {
    key: "name",
    header: "Name",
    text: (row) => row.name,
    render: (row) => (
      <span className="strong" title={row.name}>
        {row.name}
      </span>
    ),
  },
  {
    key: "owner",
    header: "Owner",
    width: 180,
    text: (row) => row.owner,
    render: (row) => <span title={row.owner}>{nameOf(row.owner)}</span>,
  },
  {
    key: "state",
    header: "State",
    width: 160,
    text: stateOf,
    render: (row) => <StateBadge state={stateOf(row)} tone={CLIENT_TONES[stateOf(row)]} />,
  },
  {
    key: "sequence",
    header: "Last sequence",
    width: 140,
    align: "right",
    text: (row) => String(row.lastSequence),
    render: (row) =>
      row.lastSequence === 0 ? <span className="faint">0</span> : row.lastSequence.toLocaleString("en-GB"),
  },
  {
    key: "registered",
    header: "Registered",
    width: 120,
    align: "right",
    text: (row) => row.createdAt,
    render: (row) => <TimeText at={row.createdAt} />,
  },
];

/** Programs that sign for themselves; operators see those of all organizations. */
export function SigningClients() {
  const [filters, set] = useFilters();
  const me = useMe();
  const nameOf = useOwnerNames();
  const columns = useMemo(() => columnsFor(nameOf), [nameOf]);
  const part = (filters.name ?? "").toLowerCase();
  const source = useRows<SignatureClient>(
    CLIENTS,
    {},
    {
      keep: (row) =>
        `${row.name} ${nameOf(row.owner)}`.toLowerCase().includes(part) &&
        (filters.state === undefined || stateOf(row) === filters.state),
    },
  );
  const open = source.rows.find((row) => row.id === filters.client);
  const isOwn = (client: SignatureClient) => mayOpen(me, ["partner"]) && client.owner === me.organization.id;
  return (
    <>
      <DataTable
        id="signature-clients"
        label="Clients"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        reserve={290}
        filters={<FilterBar fields={FIELDS} />}
        onOpen={(row) => set({ client: row.id })}
        isChosen={(row) => row.id === filters.client}
        empty={
          <EmptyState icon={IconFileCertificate} title="No client fits">
            A program that signs its requests itself appears here with its public keys and the last sequence that was
            taken of it. Register one, or widen the filters. How it signs stands in docs/signatures.md, under “Requests
            that prove themselves”.
          </EmptyState>
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => set({ client: undefined })}
        position="right"
        size={480}
        title={open?.name}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open && (
          <ClientDetail client={open} ownerName={nameOf(open.owner)} mayManage={mayOpen(me, []) || isOwn(open)} />
        )}
      </Drawer>
    </>
  );
}
