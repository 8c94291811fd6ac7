import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { AuditEntry } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Facts } from "../../components/Facts";
import { toastDone } from "../../components/toast";
import { mayOpen, useMe } from "../identity/session";
import { AUDIT } from "./entries";
import { useNames } from "./useAudit";
import classes from "./AuditEntryPage.module.css";

/** What tells more of the person than that they acted: kept apart, so that it can be forgotten. */
export function KeptPart({ entry, isNamed }: { entry: AuditEntry; isNamed: boolean }) {
  const [isAsked, setIsAsked] = useState(false);
  const mayForget = mayOpen(useMe(), []);
  const { personal, actor } = entry;
  return (
    <section className={classes.kept} aria-label="Kept of the person">
      <h3>Kept of the person</h3>
      {personal === null ? (
        <p className="muted">
          {!isNamed || actor === null
            ? "Nothing beside what was done."
            : !entry.isForgotten
              ? "It was changed in the database, or is gone from it, and cannot be read."
              : "Forgotten. What was done stays, and so does its proof; from where and with what is gone for good."}
        </p>
      ) : (
        <>
          <Facts
            of={[
              ["Address", <span className="mono">{personal.address}</span>],
              ["Program", personal.agent],
              ["Path", <span className="mono">{personal.path}</span>],
            ]}
          />
          {mayForget && actor !== null && (
            <Button variant="default" size="xs" onClick={() => setIsAsked(true)}>
              Forget what is kept of this person…
            </Button>
          )}
        </>
      )}
      {isAsked && actor !== null && <ForgetDialog user={actor.user} onClose={() => setIsAsked(false)} />}
    </section>
  );
}

function ForgetDialog({ user, onClose }: { user: string; onClose: () => void }) {
  const client = useQueryClient();
  const name = useNames().get(user) ?? user;
  const forget = useMutation({
    mutationFn: () => api.delete(`${AUDIT}/subjects/${user}`),
    onSuccess: async () => {
      onClose();
      toastDone(`What was kept of ${name} is forgotten`);
      await Promise.all([
        client.invalidateQueries({ queryKey: ["audit-entry"] }),
        client.invalidateQueries({ queryKey: ["list", `${AUDIT}/entries`] }),
      ]);
    },
  });
  return (
    <ConfirmDialog
      title={`Forget what is kept of ${name}?`}
      name={name}
      action="Forget"
      pending={forget.isPending}
      error={forget.error}
      onConfirm={() => forget.mutate()}
      onClose={onClose}
    >
      Addresses, programs and paths of all their entries are gone for good: the key that they are sealed with is
      deleted. What they did stays, and every proof stays valid. This cannot be undone.
    </ConfirmDialog>
  );
}
