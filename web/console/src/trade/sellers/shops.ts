import type { Product } from "../../api/types";

export const NODES = "/api/v1/sellers/nodes";
export const SHOPS = "/api/v1/sellers/shops";
export const PRODUCTS = "/api/v1/sellers/products";
export const SELLER_ORDERS = "/api/v1/sellers/orders";

export const FEW_LEFT = 5;

/** Pieces that can still be sold. */
export const leftOf = (product: Pick<Product, "stock" | "reserved">): number => product.stock - product.reserved;

export const STAGES = [
  "Created",
  "Accepted",
  "Packed",
  "AgentAssigned",
  "PickedUp",
  "OutForDelivery",
  "Delivered",
  "Returning",
  "Cancelled",
  "Refused",
] as const;
