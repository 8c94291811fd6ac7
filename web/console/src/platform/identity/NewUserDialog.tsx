import { Button, Modal, MultiSelect, PasswordInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { api, asProblem } from "../../api/client";
import { useRows } from "../../api/lists";
import type { Organization, Role, User } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { ROLES } from "./roles";
import { useMe } from "./session";
import { USERS } from "./UsersPage";

export function NewUserDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const [input, setInput] = useState({ name: "", email: "", password: "", organizationId: me.organization.id });
  const [roles, setRoles] = useState<Role[]>(["buyer"]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const organizations = useRows<Organization>("/api/v1/identity/organizations");
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (): Promise<User> => api.post(USERS, { ...input, roles }),
    onSuccess: async (user) => {
      await client.invalidateQueries({ queryKey: ["list", USERS] });
      toastDone(`${user.name} may sign in`);
      onClose();
    },
  });
  const refused = create.error === null ? {} : (asProblem(create.error).errors ?? {});
  const wrong: Record<string, string | undefined> = {
    name: input.name.trim() === "" ? "How are they called?" : undefined,
    email: /^\S+@\S+\.\S+$/.test(input.email) ? undefined : "An email address: they sign in with it.",
    password: input.password.length < 12 ? "Twelve characters or more. They change it later." : undefined,
  };
  const field = (name: "name" | "email" | "password") => ({
    value: input[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setInput({ ...input, [name]: event.currentTarget.value }),
    onBlur: () => setLeft(new Set(left).add(name)),
    error: (left.has(name) ? wrong[name] : undefined) ?? refused[name]?.join(" "),
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setLeft(new Set(["name", "email", "password"]));
    if (roles.length > 0 && Object.values(wrong).every((text) => text === undefined)) create.mutate();
  }

  return (
    <Modal opened onClose={onClose} title="New user" closeButtonProps={{ "aria-label": "Close" }}>
      <form className="stack" onSubmit={submit} noValidate>
        <TextInput label="Name" data-autofocus {...field("name")} />
        <TextInput label="Email" type="email" autoComplete="off" {...field("email")} />
        <PasswordInput
          label="First password"
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": "Show password" }}
          {...field("password")}
        />
        <Select
          label="Organization"
          value={input.organizationId}
          allowDeselect={false}
          data={organizations.rows.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(organizationId) => setInput({ ...input, organizationId: organizationId ?? input.organizationId })}
        />
        <MultiSelect
          label="Roles"
          data={ROLES.map(({ value, label }) => ({ value, label }))}
          value={roles}
          onChange={(next) => setRoles(next)}
          error={roles.length === 0 ? "At least one." : undefined}
        />
        {create.error !== null && <ProblemAlert error={create.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make user
          </Button>
        </div>
      </form>
    </Modal>
  );
}
