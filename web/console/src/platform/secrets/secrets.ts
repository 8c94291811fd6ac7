import type { Address } from "../../api/addresses";
import type { DataKeys, Secret, SecretVersion } from "../../api/types";
import { shortId } from "../../components/IdText";

export const SECRETS = "/api/v1/secrets";

/** As the platform takes it: words between slashes. */
const NAME = /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/;
const NAME_MAX = 100;

export const isName = (text: string): boolean => text.length <= NAME_MAX && NAME.test(text);

/** A name's slashes are part of the name, not of the address. */
export const pathOf = (name: string) => `${SECRETS}/${encodeURIComponent(name)}` as const satisfies Address<"get">;

const encoder = new TextEncoder();

/** Why a value cannot be kept, or null. */
export function refusalOf(value: string, sizeMax: number): string | null {
  if (value === "") return "A value is needed.";
  const size = encoder.encode(value).length;
  return size > sizeMax
    ? `${size.toLocaleString("en")} bytes; the store keeps ${sizeMax.toLocaleString("en")} at most.`
    : null;
}

/** Numbers as they are; ids of AWS in short. */
export const versionText = (version: string): string => (version.length > 12 ? shortId(version) : version);

export function usesText({ usedBy }: Secret): string {
  const [first] = usedBy;
  if (first === undefined) return "";
  return usedBy.length === 1 ? first.setting : `${first.setting} and ${usedBy.length - 1} more`;
}

/** What a person may go back to. */
export const mayGoBackTo = ({ isCurrent }: SecretVersion): boolean => !isCurrent;

/** What can be said of all services together. */
export function dataKeysText({ services, silent }: DataKeys): string {
  const behind = services.filter((one) => one.outdated.length > 0).map((one) => one.service);
  const said =
    "Names, addresses, messages and private keys are sealed before they reach the database, each service with a key of its own.";
  if (silent.length > 0) return `${said} No answer from ${silent.join(", ")}.`;
  return behind.length === 0 ? said : `${said} Being sealed anew: ${behind.join(", ")}.`;
}
