import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Order, OrderAction } from "../../api/types";
import { orderQuery, walletQuery } from "./queries";

/** Asks for an action on an order. The answer of the shop comes later, over the order's stream. */
export function useOrderAction(order: Order, action: OrderAction) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Record<string, unknown>) => api.post<Order>(`/api/v1/buyers/orders/${order.id}/${action}`, body),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: orderQuery(order.id).queryKey }),
        client.invalidateQueries({ queryKey: walletQuery.queryKey }),
      ]),
  });
}
