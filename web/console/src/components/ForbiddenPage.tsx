import { IconLock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMe } from "../platform/identity/session";
import { EmptyState } from "./EmptyState";

/** Says which role opens the page and whom to ask for it. */
export function ForbiddenPage({ what, roles }: { what: string; roles?: readonly string[] }) {
  const me = useMe();
  return (
    <EmptyState icon={IconLock} title={`${what} is not open to you`} action={<Link to="/">Back to home</Link>}>
      You are signed in as {me.email} ({me.roles.join(", ")}).
      {roles && roles.length > 0 && <> This page needs the role {listOf(roles)}.</>} Ask an administrator of{" "}
      {me.organization.name} to give it to you under Platform → Users.
    </EmptyState>
  );
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
