import { Button, Modal, NumberInput } from "@mantine/core";
import { useState } from "react";
import type { Order } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { useOrderAction } from "./useOrderAction";
import classes from "./OrderActions.module.css";

/** Fewer pieces of what was ordered; the shop says what goes back. */
export function ReduceDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const [counts, setCounts] = useState(() => new Map(order.lines.map((line) => [line.itemId, line.count])));
  const update = useOrderAction(order, "update");
  const changed = order.lines.filter((line) => counts.get(line.itemId) !== line.count);
  const send = () =>
    update.mutate(
      { lines: changed.map((line) => ({ itemId: line.itemId, count: counts.get(line.itemId) ?? line.count })) },
      {
        onSuccess: () => {
          toastDone("The shop was asked for fewer pieces");
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title="Take fewer pieces" closeButtonProps={{ "aria-label": "Close" }}>
      <div className="stack">
        {order.lines.map((line) => (
          <NumberInput
            key={line.itemId}
            label={line.name}
            value={counts.get(line.itemId) ?? line.count}
            min={0}
            max={line.count}
            allowDecimal={false}
            clampBehavior="strict"
            onChange={(value) => setCounts(new Map(counts).set(line.itemId, Number(value)))}
          />
        ))}
        {update.error !== null && <ProblemAlert error={update.error} compact />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button disabled={changed.length === 0} loading={update.isPending} onClick={send}>
            Ask the shop
          </Button>
        </div>
      </div>
    </Modal>
  );
}
