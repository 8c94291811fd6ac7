import type { Role } from "../../api/types";

export const ROLES: readonly { value: Role; label: string; does: string }[] = [
  { value: "buyer", label: "Buyer", does: "buys on the network" },
  { value: "seller", label: "Seller", does: "runs a shop on a seller node" },
  { value: "partner", label: "Partner", does: "runs a participant: keys, messages, its people" },
  { value: "analyst", label: "Analyst", does: "reads figures of all areas, changes nothing" },
  { value: "operator", label: "Operator", does: "keeps the network up: queues, participants, routing" },
  { value: "admin", label: "Admin", does: "users, roles and settings" },
];
