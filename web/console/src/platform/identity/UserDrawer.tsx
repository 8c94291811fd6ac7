import { Button, Checkbox, Drawer } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Role, User } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Facts } from "../../components/Facts";
import { IdText } from "../../components/IdText";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";
import { ROLES } from "./roles";
import { useMe } from "./session";
import { USERS } from "./UsersPage";

export function UserDrawer({ user, mayManage, onClose }: { user: User; mayManage: boolean; onClose: () => void }) {
  const me = useMe();
  const [roles, setRoles] = useState<Role[]>(user.roles);
  const [disabling, setDisabling] = useState(false);
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["list", USERS] });
  const isMe = user.id === me.userId;

  const grant = useMutation({
    mutationFn: () => api.put(`${USERS}/${user.id}/roles`, { roles }),
    onSuccess: async () => {
      await refresh();
      toastDone(`${user.name} is ${roles.join(", ")}`, "It holds from their next request on.");
    },
  });
  const change = useMutation({
    mutationFn: (action: "disable" | "enable") => api.post(`${USERS}/${user.id}/${action}`),
    onSuccess: async (_, action) => {
      await refresh();
      setDisabling(false);
      toastDone(`${user.name} is ${action}d`);
    },
    onError: toastProblem,
  });
  const changed = roles.length !== user.roles.length || roles.some((role) => !user.roles.includes(role));

  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={440}
      title={user.name}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className="stack">
        <div className="row">
          <StateBadge state={user.state} />
          <span className="muted">{user.organization.name}</span>
        </div>
        <Facts
          of={[
            ["Email", user.email],
            ["User id", <IdText id={user.id} label="user id" />],
            ["Since", <TimeText at={user.createdAt} />],
            ["Last sign-in", <TimeText at={user.lastSignInAt} />],
          ]}
        />
        <RolesField roles={roles} disabled={!mayManage || isMe} onChange={setRoles} />
        {isMe && <p className="small muted">Nobody changes their own roles. Ask another administrator.</p>}
        {grant.error !== null && <ProblemAlert error={grant.error} compact />}
        {mayManage && !isMe && (
          <div className="row">
            <Button disabled={!changed || roles.length === 0} loading={grant.isPending} onClick={() => grant.mutate()}>
              Save roles
            </Button>
            {user.state === "active" ? (
              <Button variant="default" onClick={() => setDisabling(true)}>
                Disable…
              </Button>
            ) : (
              <Button variant="default" loading={change.isPending} onClick={() => change.mutate("enable")}>
                Enable
              </Button>
            )}
          </div>
        )}
      </div>
      {disabling && (
        <ConfirmDialog
          title={`Disable ${user.name}?`}
          name={user.email}
          action="Disable"
          pending={change.isPending}
          error={null}
          onConfirm={() => change.mutate("disable")}
          onClose={() => setDisabling(false)}
        >
          Every session, token and API key of theirs ends at once. They can be enabled again.
        </ConfirmDialog>
      )}
    </Drawer>
  );
}

interface RolesFieldProps {
  roles: Role[];
  disabled: boolean;
  onChange: (roles: Role[]) => void;
}

function RolesField({ roles, disabled, onChange }: RolesFieldProps) {
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }} className="stack-tight" disabled={disabled}>
      <legend className="strong" style={{ marginBottom: 8 }}>
        Roles
      </legend>
      {ROLES.map((role) => (
        <Checkbox
          key={role.value}
          size="sm"
          checked={roles.includes(role.value)}
          label={role.label}
          description={role.does}
          disabled={disabled}
          onChange={(event) =>
            onChange(
              event.currentTarget.checked ? [...roles, role.value] : roles.filter((other) => other !== role.value),
            )
          }
        />
      ))}
    </fieldset>
  );
}
