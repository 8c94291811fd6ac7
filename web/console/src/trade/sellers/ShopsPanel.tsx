import { Anchor, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import type { SellerNode, Shop } from "../../api/types";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";
import { deliveryText } from "./area";
import { DeliveryDialog } from "./DeliveryDialog";
import { NODES, SHOPS } from "./shops";
import classes from "./ShopsPanel.module.css";

/**
 * Two doors that can be shut. A shop's: buyers are told that it is closed. Its node's: nobody is told anything, what is
 * sent to it waits at the sender until it opens.
 */
export function ShopsPanel({ shops, may }: { shops: readonly Shop[]; may: boolean }) {
  const nodes = useRows<SellerNode>(NODES);
  const owned = new Set(nodes.rows.flatMap((node) => node.shops));
  const others = shops.filter((shop) => !owned.has(shop.slug));
  if (nodes.rows.length === 0 && others.length === 0) return null;
  return (
    <ul className={classes.nodes} aria-label="Shops">
      {nodes.rows.map((node) => (
        <li key={node.slug} className={`card ${classes.node}`}>
          <NodeRow node={node} may={may} />
          <ul className={classes.shops}>
            {shops
              .filter((shop) => node.shops.includes(shop.slug))
              .map((shop) => (
                <ShopRow key={shop.slug} shop={shop} may={may} />
              ))}
          </ul>
        </li>
      ))}
      {others.map((shop) => (
        <li key={shop.slug} className={`card ${classes.node}`}>
          <ul>
            <ShopRow shop={shop} may={may} />
          </ul>
        </li>
      ))}
    </ul>
  );
}

function NodeRow({ node, may }: { node: SellerNode; may: boolean }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (isOpen: boolean) => api.put(`${NODES}/${encodeURIComponent(node.slug)}/open`, { isOpen }),
    onSuccess: async (_, isOpen) => {
      await client.invalidateQueries({ queryKey: ["list", NODES] });
      const effect = isOpen ? "What waited arrives within half a minute." : "What is sent to it waits until it opens.";
      toastDone(`${node.name} is ${isOpen ? "open" : "closed"} for the network`, effect);
    },
    onError: toastProblem,
  });
  return (
    <div className={classes.row}>
      <span className="stack-0 grow">
        <span className="strong truncate">{node.name}</span>
        <span className="small muted">
          {node.closedSince === null ? (
            <span className="mono">{node.subscriberId}</span>
          ) : (
            <span className="warn">
              Answers nobody since <TimeText at={node.closedSince} />. Messages to it wait at their senders.
            </span>
          )}
        </span>
      </span>
      <Switch
        size="sm"
        className={classes.switch}
        checked={node.isOpen}
        disabled={!may || change.isPending}
        aria-label={`${node.name} is open for the network`}
        label={node.isOpen ? "Open" : "Closed"}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </div>
  );
}

function ShopRow({ shop, may }: { shop: Shop; may: boolean }) {
  const [editing, setEditing] = useState(false);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (online: boolean) => api.put(`${SHOPS}/${encodeURIComponent(shop.slug)}/online`, { online }),
    onSuccess: async (_, online) => {
      await client.invalidateQueries({ queryKey: ["list", SHOPS] });
      const effect = online ? "Searches find it again." : "Searches leave it out. Open orders go on.";
      toastDone(`${shop.name} is ${online ? "online" : "offline"}`, effect);
    },
    onError: toastProblem,
  });
  return (
    <li className={classes.row}>
      <span className="stack-0 grow">
        <span>{shop.name}</span>
        <span className="small muted">{shop.address}</span>
        {may ? (
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setEditing(true)}>
            {deliveryText(shop)}
          </Anchor>
        ) : (
          <span className="small muted">{deliveryText(shop)}</span>
        )}
        {editing && <DeliveryDialog shop={shop} onClose={() => setEditing(false)} />}
      </span>
      <Switch
        size="sm"
        className={classes.switch}
        checked={shop.online}
        disabled={!may || change.isPending}
        aria-label={`${shop.name} is online`}
        label={shop.online ? "Online" : "Offline"}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </li>
  );
}
