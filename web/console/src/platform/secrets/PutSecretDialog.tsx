import { Button, Checkbox, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { api, newKey } from "../../api/client";
import type { ChangedSecret } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { isName, pathOf, refusalOf, SECRETS, versionText } from "./secrets";
import classes from "./Secrets.module.css";

interface Props {
  /** Whose value it is to be; absent: one that is named here. */
  name?: string;
  sizeMax: number;
  onClose: () => void;
}

/** Takes a value in. Once it is kept nobody sees it again. */
export function PutSecretDialog({ name: given, sizeMax, onClose }: Props) {
  const [name, setName] = useState(given ?? "");
  const [value, setValue] = useState("");
  const [isShown, setIsShown] = useState(false);
  const [isLeft, setIsLeft] = useState(false);
  // The same for the same input: whoever tries again after a failure makes no second version.
  const [key, setKey] = useState(newKey);
  const client = useQueryClient();
  const refusal = refusalOf(value, sizeMax);
  const put = useMutation({
    mutationFn: (): Promise<ChangedSecret> => api.post(`${pathOf(name)}/versions`, { value }, { idempotencyKey: key }),
    gcTime: 0,
    onSuccess: async ({ version }) => {
      onClose();
      toastDone(`${name} is version ${versionText(version)} now`);
      await client.invalidateQueries({ queryKey: ["list", SECRETS] });
      await client.invalidateQueries({ queryKey: ["secret", name] });
    },
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setIsLeft(true);
    if (isName(name) && refusal === null) put.mutate();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={given === undefined ? "New secret" : `New value of ${given}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form className="stack" onSubmit={submit} noValidate>
        {given === undefined && (
          <TextInput
            label="Name"
            description="Words between slashes, as bank/password."
            value={name}
            autoComplete="off"
            data-autofocus
            error={isLeft && !isName(name) ? "Letters, digits, dots, dashes, underscores; at most 100." : undefined}
            onBlur={() => setIsLeft(name !== "")}
            onChange={(event) => {
              setName(event.currentTarget.value.trim());
              setKey(newKey());
            }}
          />
        )}
        <Textarea
          className={isShown ? undefined : classes.hidden}
          label="Value"
          description="Is kept as it stands here, lines and blanks too. Nobody sees it again."
          value={value}
          autosize
          minRows={2}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
          data-autofocus={given !== undefined}
          error={isLeft ? refusal : undefined}
          onChange={(event) => {
            setValue(event.currentTarget.value);
            setKey(newKey());
          }}
        />
        <Checkbox
          label="Show what I type"
          checked={isShown}
          onChange={(event) => setIsShown(event.currentTarget.checked)}
        />
        {put.error !== null && <ProblemAlert error={put.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={put.isPending}>
            Keep
          </Button>
        </div>
      </form>
    </Modal>
  );
}
