import { Button, Menu, Modal, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconDots,
  IconHeadset,
  IconMapPin,
  IconMinus,
  IconRefresh,
  IconStar,
  IconStarFilled,
} from "@tabler/icons-react";
import { useState } from "react";
import type { Order, OrderAction } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone, toastProblem } from "../../components/toast";
import { ReduceDialog } from "./ReduceDialog";
import { useOrderAction } from "./useOrderAction";
import classes from "./OrderActions.module.css";

/** Reasons as the network numbers them. */
const REASONS = [
  { value: "010", label: "I want to change the address or the goods" },
  { value: "004", label: "It takes too long" },
  { value: "003", label: "I found it cheaper elsewhere" },
  { value: "001", label: "The price has changed" },
];
const STARS = [1, 2, 3, 4, 5] as const;

/** What the order's state allows, and nothing else. */
export function OrderActions({ order }: { order: Order }) {
  const [cancelling, cancel] = useDisclosure(false);
  const [rating, rate] = useDisclosure(false);
  const [reducing, reduce] = useDisclosure(false);
  const allowed = new Set(order.actions);
  return (
    <>
      {allowed.has("rating") && (
        <Button leftSection={<IconStar size={16} />} onClick={rate.open}>
          Rate
        </Button>
      )}
      {allowed.has("cancel") && (
        <Button variant="default" onClick={cancel.open}>
          Cancel order
        </Button>
      )}
      <MoreActions order={order} onReduce={reduce.open} />
      {cancelling && <CancelDialog order={order} onClose={cancel.close} />}
      {rating && <RatingDialog order={order} onClose={rate.close} />}
      {reducing && <ReduceDialog order={order} onClose={reduce.close} />}
    </>
  );
}

function MoreActions({ order, onReduce }: { order: Order; onReduce: () => void }) {
  const status = useOrderAction(order, "status");
  const track = useOrderAction(order, "track");
  const support = useOrderAction(order, "support");
  const allowed = new Set(order.actions);
  if (!["status", "track", "support", "update"].some((action) => allowed.has(action as OrderAction))) return null;
  const ask = (action: typeof status, said: string) =>
    action.mutate(
      {},
      { onSuccess: () => toastDone(said, "The answer appears in the timeline."), onError: toastProblem },
    );
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" px={8} aria-label="More actions">
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {allowed.has("status") && (
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => ask(status, "The shop was asked for news")}>
            Ask the shop for news
          </Menu.Item>
        )}
        {allowed.has("track") && (
          <Menu.Item
            leftSection={<IconMapPin size={16} />}
            onClick={() => ask(track, "The shop was asked where it is")}
          >
            Ask where it is
          </Menu.Item>
        )}
        {allowed.has("support") && (
          <Menu.Item
            leftSection={<IconHeadset size={16} />}
            onClick={() => ask(support, "The shop was asked for help")}
          >
            Ask for help
          </Menu.Item>
        )}
        {allowed.has("update") && (
          <Menu.Item leftSection={<IconMinus size={16} />} onClick={onReduce}>
            Take fewer pieces…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

interface DialogProps {
  order: Order;
  onClose: () => void;
}

function CancelDialog({ order, onClose }: DialogProps) {
  const [reason, setReason] = useState<string | null>(null);
  const cancel = useOrderAction(order, "cancel");
  const onSuccess = () => {
    toastDone("The shop was asked to cancel");
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Cancel this order?" closeButtonProps={{ "aria-label": "Close" }}>
      <div className="stack">
        <p>{order.seller} is asked at once. What was held for it returns to your wallet when the shop agrees.</p>
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
            onClick={() => cancel.mutate({ reason }, { onSuccess })}
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
  const rate = useOrderAction(order, "rating");
  const onSuccess = () => {
    toastDone("Thank you for the rating");
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`How was ${order.seller}?`} closeButtonProps={{ "aria-label": "Close" }}>
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
        {rate.error !== null && <ProblemAlert error={rate.error} compact />}
        <div className={classes.buttons}>
          <Button disabled={value === 0} loading={rate.isPending} onClick={() => rate.mutate({ value }, { onSuccess })}>
            Send rating
          </Button>
        </div>
      </div>
    </Modal>
  );
}
