import { Drawer } from "@mantine/core";
import { IconSignature } from "@tabler/icons-react";
import { useMemo } from "react";
import { useRows } from "../../api/lists";
import type { SignatureKey } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { KeyDetail } from "./KeyDetail";
import { KEYS, TONES } from "./keys";
import { useOwnerNames, type Names } from "./useOwnerNames";

const FIELDS: readonly FilterField[] = [
  { key: "purpose", label: "Purpose, exactly", kind: "text", width: 190 },
  { key: "owner", label: "Owner: an organization's id, or platform", kind: "text", width: 260 },
];

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

/** Keys that SkyLink keeps, by purpose. */
export function SigningKeys({ mayManage }: { mayManage: boolean }) {
  const [filters, set] = useFilters();
  const { purpose, owner } = filters;
  const nameOf = useOwnerNames();
  const columns = useMemo(() => columnsFor(nameOf), [nameOf]);
  const source = useRows<SignatureKey>(KEYS, { purpose, owner });
  const open = source.rows.find((row) => row.id === filters.key);
  return (
    <>
      <DataTable
        id="signing-keys"
        label="Signing keys"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        reserve={290}
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
    </>
  );
}
