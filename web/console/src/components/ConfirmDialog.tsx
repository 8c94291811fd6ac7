import { Button, Modal, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { ProblemAlert } from "./ProblemAlert";

interface Props {
  title: string;
  /** What happens and whether it can be undone. */
  children: ReactNode;
  /** What else is asked, before the name. */
  fields?: ReactNode;
  /** What must be typed; absent: a click is enough. */
  name?: string;
  action: string;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** A dangerous action asks for the name of the thing. */
export function ConfirmDialog({ title, children, fields, name, action, pending, error, onConfirm, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const ready = name === undefined || typed.trim() === name;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onConfirm();
        }}
      >
        <p>{children}</p>
        {fields}
        {name !== undefined && (
          <TextInput
            label={
              <>
                Type <span className="mono">{name}</span> to confirm
              </>
            }
            value={typed}
            data-autofocus={fields === undefined}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {error !== null && error !== undefined && <ProblemAlert error={error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" color="red" disabled={!ready} loading={pending}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
