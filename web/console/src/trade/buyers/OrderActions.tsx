import { Button, Modal, Select, Textarea, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconHeadset, IconMapPin, IconRefresh, IconStar, IconStarFilled, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Order, OrderAction } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone, toastProblem } from "../../components/toast";
import { orderQuery } from "./queries";
import classes from "./OrderActions.module.css";

const REASONS = [
  "I ordered by mistake",
  "It takes too long",
  "I found a better price",
  "The address was wrong",
  "Something else",
];
const STARS = [1, 2, 3, 4, 5] as const;

function useAction(order: Order, action: OrderAction) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Record<string, unknown>) => api.post<Order>(`/api/v1/buyers/orders/${order.id}/${action}`, body),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
        client.invalidateQueries({ queryKey: ["wallet"] }),
      ]),
  });
}

/** What the order's state allows, and nothing else. */
export function OrderActions({ order }: { order: Order }) {
  const [cancelling, cancel] = useDisclosure(false);
  const [rating, rate] = useDisclosure(false);
  const [asking, ask] = useDisclosure(false);
  const allowed = new Set(order.actions);
  const status = useAction(order, "status");
  const track = useAction(order, "track");
  const refresh = (action: typeof status, said: string) =>
    action.mutate({}, { onSuccess: () => toastDone(said), onError: toastProblem });

  return (
    <>
      {allowed.has("rating") && (
        <Button leftSection={<IconStar size={16} />} onClick={rate.open}>
          Rate
        </Button>
      )}
      {allowed.has("cancel") && (
        <Button variant="default" leftSection={<IconX size={16} />} onClick={cancel.open}>
          Cancel order
        </Button>
      )}
      {allowed.has("support") && (
        <Button variant="default" leftSection={<IconHeadset size={16} />} onClick={ask.open}>
          Support
        </Button>
      )}
      {(allowed.has("status") || allowed.has("track")) && (
        <Menu>
          <Menu.Target>
            <Button variant="default" px={8} aria-label="More actions">
              <IconDots size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {allowed.has("status") && (
              <Menu.Item
                leftSection={<IconRefresh size={16} />}
                onClick={() => refresh(status, "The shop was asked for the order's state")}
              >
                Ask the shop for news
              </Menu.Item>
            )}
            {allowed.has("track") && (
              <Menu.Item
                leftSection={<IconMapPin size={16} />}
                onClick={() => refresh(track, "The shop was asked where the order is")}
              >
                Ask where it is
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {cancelling && <CancelDialog order={order} onClose={cancel.close} />}
      {rating && <RatingDialog order={order} onClose={rate.close} />}
      {asking && <SupportDialog order={order} onClose={ask.close} />}
    </>
  );
}

interface DialogProps {
  order: Order;
  onClose: () => void;
}

function CancelDialog({ order, onClose }: DialogProps) {
  const [reason, setReason] = useState<string | null>(null);
  const cancel = useAction(order, "cancel");
  return (
    <Modal opened onClose={onClose} title="Cancel this order?" closeButtonProps={{ "aria-label": "Close" }}>
      <div className="stack">
        <p>{order.provider} is told at once. What was held for it returns to your wallet when the shop confirms.</p>
        <Select label="Why?" placeholder="Choose a reason" data={REASONS} value={reason} onChange={setReason} />
        {cancel.error !== null && <ProblemAlert error={cancel.error} compact />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Keep the order
          </Button>
          <Button
            color="red"
            disabled={reason === null}
            loading={cancel.isPending}
            onClick={() =>
              cancel.mutate(
                { reason },
                {
                  onSuccess: () => {
                    toastDone("Cancellation sent");
                    onClose();
                  },
                },
              )
            }
          >
            Cancel order
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function RatingDialog({ order, onClose }: DialogProps) {
  const [value, setValue] = useState(0);
  const [comment, setComment] = useState("");
  const rate = useAction(order, "rating");
  return (
    <Modal opened onClose={onClose} title={`How was ${order.provider}?`} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="stack">
        <fieldset className={classes.stars}>
          <legend className="sr-only">Stars</legend>
          {STARS.map((star) => (
            <label key={star}>
              <input
                type="radio"
                name="stars"
                value={star}
                checked={value === star}
                onChange={() => setValue(star)}
                aria-label={`${star} ${star === 1 ? "star" : "stars"}`}
              />
              {star <= value ? <IconStarFilled size={28} aria-hidden /> : <IconStar size={28} aria-hidden />}
            </label>
          ))}
        </fieldset>
        <Textarea
          label="In your words (optional)"
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          maxLength={500}
          minRows={3}
          autosize
        />
        {rate.error !== null && <ProblemAlert error={rate.error} compact />}
        <div className={classes.buttons}>
          <Button
            disabled={value === 0}
            loading={rate.isPending}
            onClick={() =>
              rate.mutate(
                { value, comment },
                {
                  onSuccess: () => {
                    toastDone("Thank you for the rating");
                    onClose();
                  },
                },
              )
            }
          >
            Send rating
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function SupportDialog({ order, onClose }: DialogProps) {
  const [message, setMessage] = useState("");
  const ask = useAction(order, "support");
  return (
    <Modal opened onClose={onClose} title={`Ask ${order.provider}`} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="stack">
        <Textarea
          label="What can they help with?"
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          maxLength={1000}
          minRows={4}
          autosize
          data-autofocus
        />
        {ask.error !== null && <ProblemAlert error={ask.error} compact />}
        <div className={classes.buttons}>
          <Button
            disabled={message.trim() === ""}
            loading={ask.isPending}
            onClick={() =>
              ask.mutate(
                { message },
                {
                  onSuccess: () => {
                    toastDone("Your question was sent", "The answer appears on this page.");
                    onClose();
                  },
                },
              )
            }
          >
            Send
          </Button>
        </div>
      </div>
    </Modal>
  );
}
