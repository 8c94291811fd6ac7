import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Order } from "../../api/types";
import { MoneyText } from "../../components/MoneyText";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { ItemImage } from "./ItemImage";
import classes from "./OrderRow.module.css";

/** One order in a list of orders; opens it. */
export function OrderRow({ order, fresh = false }: { order: Order; fresh?: boolean }) {
  const names = order.lines.map((line) => (line.count > 1 ? `${line.count} × ${line.name}` : line.name)).join(", ");
  return (
    <li>
      <Link
        to="/trade/buyers/orders/$orderId"
        params={{ orderId: order.id }}
        className={classes.row}
        data-fresh={fresh}
      >
        <ItemImage src={null} name={order.lines[0]?.name ?? order.seller} size={44} />
        <span className={classes.what}>
          <span className="strong truncate">{order.seller}</span>
          <span className="small muted truncate">{names}</span>
        </span>
        <span className={classes.state}>
          <StateBadge state={order.state} />
        </span>
        <span className={classes.when}>
          {order.quote && <MoneyText money={order.quote.price} />}
          <span className="small muted">
            <TimeText at={order.createdAt} />
          </span>
        </span>
        <IconChevronRight size={16} className="faint" aria-hidden />
      </Link>
    </li>
  );
}
