import { useLocalStorage } from "@mantine/hooks";
import type { Delivery } from "../../api/types";
import { placeOf } from "./places";

const first = placeOf(undefined);

const BLANK: Delivery = {
  name: "",
  phone: "",
  email: "",
  address: "",
  city: first.city,
  areaCode: first.areaCode,
  gps: first.gps,
};

/** Kept in the browser, so that nothing typed is lost on a reload and the next order starts filled in. */
export function useDelivery() {
  return useLocalStorage<Delivery>({ key: "skylink.delivery", defaultValue: BLANK, getInitialValueInEffect: false });
}

type Errors = Partial<Record<keyof Delivery, string>>;

export function checkDelivery(delivery: Delivery): Errors {
  const errors: Errors = {};
  if (delivery.name.trim() === "") errors.name = "Who receives the order?";
  if (!/^\+?[\d\s-]{7,18}$/.test(delivery.phone.trim())) errors.phone = "A phone number, for example +92 300 1234567.";
  if (!/^\S+@\S+\.\S+$/.test(delivery.email.trim())) errors.email = "An email address for the receipt.";
  if (delivery.address.trim().length < 5) errors.address = "Street and house, so that the rider finds you.";
  if (!/^\d{4,6}$/.test(delivery.areaCode.trim())) errors.areaCode = "Four to six digits.";
  return errors;
}
