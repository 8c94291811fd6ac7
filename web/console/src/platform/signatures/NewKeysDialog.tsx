import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { api } from "../../api/client";
import type { SignatureAlgorithm } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { mayOpen, useMe } from "../identity/session";
import { CLASSIC, KEYS, PLATFORM, POST_QUANTUM, PURPOSE } from "./keys";

/** A classic key, one of ML-DSA, or a pair of which both must hold. */
export function NewKeysDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const [purpose, setPurpose] = useState("");
  const [isLeft, setIsLeft] = useState(false);
  const [classic, setClassic] = useState<string | null>("EdDSA");
  const [postQuantum, setPostQuantum] = useState<string | null>("ML-DSA-65");
  const [owner, setOwner] = useState<string | null>(me.organization.id);
  const client = useQueryClient();
  const algorithms = [classic, postQuantum].filter((one): one is SignatureAlgorithm => one !== null);
  const isReady = PURPOSE.test(purpose) && algorithms.length > 0;
  const create = useMutation({
    mutationFn: (): Promise<unknown> => api.post(KEYS, { purpose, algorithms, owner }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["list", KEYS] });
      toastDone(`${purpose} has keys`);
      onClose();
    },
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setIsLeft(true);
    if (isReady) create.mutate();
  }

  return (
    <Modal opened onClose={onClose} title="New purpose" closeButtonProps={{ "aria-label": "Close" }}>
      <form className="stack" onSubmit={submit} noValidate>
        <TextInput
          label="Purpose"
          description="What is signed, as invoices."
          value={purpose}
          autoComplete="off"
          data-autofocus
          error={isLeft && !PURPOSE.test(purpose) ? "Small letters, digits, dots, dashes; at most sixty." : undefined}
          onBlur={() => setIsLeft(true)}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        {mayOpen(me, []) && (
          <Select
            label="Owner"
            allowDeselect={false}
            value={owner}
            data={[
              { value: me.organization.id, label: me.organization.name },
              { value: PLATFORM, label: "The platform" },
            ]}
            onChange={setOwner}
          />
        )}
        <Select
          label="Classic algorithm"
          description="What tools everywhere verify."
          clearable
          clearButtonProps={{ "aria-label": "No classic algorithm" }}
          value={classic}
          data={[...CLASSIC]}
          onChange={setClassic}
        />
        <Select
          label="Post-quantum algorithm"
          description="What still holds when there are quantum computers."
          clearable
          clearButtonProps={{ "aria-label": "No post-quantum algorithm" }}
          value={postQuantum}
          data={[...POST_QUANTUM]}
          error={algorithms.length === 0 ? "One of the two at least." : undefined}
          onChange={setPostQuantum}
        />
        {create.error !== null && <ProblemAlert error={create.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make keys
          </Button>
        </div>
      </form>
    </Modal>
  );
}
