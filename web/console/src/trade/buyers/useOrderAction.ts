import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Body } from "../../api/addresses";
import { api } from "../../api/client";
import type { Order, OrderAction } from "../../api/types";
import { orderQuery, walletQuery } from "./queries";

const ORDERS = "/api/v1/buyers/orders";

/** Asks for an action on an order. The answer of the shop comes later, over the order's stream. */
export function useOrderAction(order: Order, action: OrderAction) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<"post", `${typeof ORDERS}/${string}/${OrderAction}`>) =>
      api.post(`${ORDERS}/${order.id}/${action}`, body),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
        client.invalidateQueries({ queryKey: walletQuery.queryKey }),
      ]),
  });
}
