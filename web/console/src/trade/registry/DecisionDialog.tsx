import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Participant, ParticipantAction } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { stateLabel } from "../../components/StateBadge";
import { toastDone } from "../../components/toast";
import { participantPath } from "./participants";
import { ReasonField, reasonOf } from "./ReasonField";

const EFFECT: Record<ParticipantAction, string> = {
  approve: "Lookups find it from now on, and its messages are accepted.",
  reject: "It is told why, and may apply anew.",
  suspend: "Its messages are refused and searches no longer reach it, until it is reinstated.",
  reinstate: "Lookups find it again, with the keys it had.",
  unsubscribe: "It leaves the network. Its history stays.",
};
const DONE: Record<ParticipantAction, string> = {
  approve: "is approved",
  reject: "is rejected",
  suspend: "is suspended",
  reinstate: "is reinstated",
  unsubscribe: "has left the network",
};
const NEEDS_REASON: readonly ParticipantAction[] = ["reject", "suspend"];
const NEEDS_NAME: readonly ParticipantAction[] = ["suspend", "unsubscribe"];

export function DecisionDialog({
  one,
  action,
  onClose,
}: {
  one: Participant;
  action: ParticipantAction;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const needsReason = NEEDS_REASON.includes(action);
  const needsName = NEEDS_NAME.includes(action);
  const ready = (!needsReason || reasonOf(reason) !== null) && (!needsName || typed.trim() === one.subscriberId);
  const decide = useMutation({
    mutationFn: () => api.post(`${participantPath(one.subscriberId)}/${action}`, { reason: reasonOf(reason) }),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["participant", one.subscriberId] }),
        client.invalidateQueries({ queryKey: ["list"] }),
      ]);
      toastDone(`${one.name} ${DONE[action]}`);
      onClose();
    },
  });
  const danger = action === "reject" || needsName;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${stateLabel(action)} ${one.name}?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) decide.mutate();
        }}
      >
        <p>{EFFECT[action]}</p>
        <ReasonField value={reason} onChange={setReason} required={needsReason} />
        {needsName && (
          <TextInput
            label={
              <>
                Type <span className="mono">{one.subscriberId}</span> to confirm
              </>
            }
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {decide.error !== null && <ProblemAlert error={decide.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" {...(danger ? { color: "red" } : {})} disabled={!ready} loading={decide.isPending}>
            {stateLabel(action)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
