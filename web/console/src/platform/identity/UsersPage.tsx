import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useRows } from "../../api/lists";
import type { User } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { IdText } from "../../components/IdText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { NewUserDialog } from "./NewUserDialog";
import { ROLES } from "./roles";
import { mayOpen, useMe } from "./session";
import { UserDrawer } from "./UserDrawer";

export const USERS = "/api/v1/identity/users";

const FIELDS: readonly FilterField[] = [
  { key: "text", label: "Name, email, organization", kind: "text", width: 240 },
  { key: "role", label: "Role", kind: "choice", options: ROLES, width: 130 },
  {
    key: "state",
    label: "State",
    kind: "choice",
    options: [
      { value: "active", label: "Active" },
      { value: "disabled", label: "Disabled" },
    ],
    width: 130,
  },
];

const COLUMNS: readonly Column<User>[] = [
  {
    key: "name",
    header: "Name",
    text: (row) => row.name,
    render: (row) => <span className="strong">{row.name}</span>,
  },
  { key: "email", header: "Email", width: 260, text: (row) => row.email, render: (row) => row.email },
  {
    key: "organization",
    header: "Organization",
    width: 180,
    text: (row) => row.organization.name,
    render: (row) => row.organization.name,
  },
  {
    key: "roles",
    header: "Roles",
    width: 170,
    text: (row) => row.roles.join(" "),
    render: (row) => row.roles.join(", "),
  },
  {
    key: "state",
    header: "State",
    width: 120,
    text: (row) => row.state,
    render: (row) => <StateBadge state={row.state} />,
  },
  {
    key: "seen",
    header: "Last sign-in",
    width: 120,
    align: "right",
    text: (row) => row.lastSignInAt ?? "",
    render: (row) => <TimeText at={row.lastSignInAt} />,
  },
  {
    key: "id",
    header: "User id",
    width: 150,
    text: (row) => row.id,
    render: (row) => <IdText id={row.id} label="user id" />,
    hidden: true,
  },
];

export default function UsersPage() {
  const [filters, set] = useFilters();
  const [creating, dialog] = useDisclosure(false);
  const mayManage = mayOpen(useMe(), ["partner"]);
  const text = filters.text?.toLowerCase() ?? "";
  const source = useRows<User>(
    USERS,
    {},
    {
      keep: (row) =>
        `${row.name} ${row.email} ${row.organization.name}`.toLowerCase().includes(text) &&
        (filters.role === undefined || row.roles.some((role) => role === filters.role)) &&
        (filters.state === undefined || row.state === filters.state),
    },
  );
  const open = source.rows.find((row) => row.id === filters.user);
  return (
    <>
      <PageHeader
        title="Users"
        crumbs={[{ label: "Platform" }]}
        lead="Who may sign in, for which organization, and as what."
        actions={
          mayManage && (
            <Button leftSection={<IconUserPlus size={16} />} onClick={dialog.open}>
              New user
            </Button>
          )
        }
      />
      <DataTable
        id="users"
        label="Users"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.id}
        filters={<FilterBar fields={FIELDS} />}
        onOpen={(row) => set({ user: row.id })}
        isChosen={(row) => row.id === filters.user}
        empty={
          <EmptyState icon={IconUsers} title="Nobody fits">
            Change the filters, or make the first user of an organization.
          </EmptyState>
        }
      />
      {open && <UserDrawer key={open.id} user={open} mayManage={mayManage} onClose={() => set({ user: undefined })} />}
      {creating && <NewUserDialog onClose={dialog.close} />}
    </>
  );
}
