import type { Application, NewParticipant } from "../../api/types";

export interface Draft extends Omit<Application, "contacts"> {
  subscriberId: string;
  contactName: string;
  contactEmail: string;
  contactPhone: string;
}

export const BLANK: Draft = {
  subscriberId: "",
  legalName: "",
  type: "BPP",
  country: "PAK",
  registrationNumber: "",
  taxNumber: "",
  address: "",
  contactName: "",
  contactEmail: "",
  contactPhone: "",
};

export type DraftErrors = Partial<Record<keyof Draft, string>>;

export function checkDraft(draft: Draft): DraftErrors {
  const errors: DraftErrors = {};
  if (!/^(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/[\w./-]*)?$/i.test(draft.subscriberId.trim())) {
    errors.subscriberId = "A host name that belongs to the company, for example shop.example.com.";
  }
  if (draft.legalName.trim() === "") errors.legalName = "The name in the trade register.";
  if (!/^[A-Z]{3}$/.test(draft.country)) errors.country = "Three capital letters, for example PAK.";
  if (draft.registrationNumber.trim() === "") errors.registrationNumber = "The number in the trade register.";
  if (draft.taxNumber.trim() === "") errors.taxNumber = "The tax number.";
  if (draft.address.trim() === "") errors.address = "Where the company can be visited.";
  if (draft.contactName.trim() === "") errors.contactName = "Who answers when something is wrong?";
  if (!/^\S+@\S+\.\S+$/.test(draft.contactEmail.trim())) errors.contactEmail = "An email address.";
  return errors;
}

export function toRequest(draft: Draft): NewParticipant {
  const { subscriberId, contactName, contactEmail, contactPhone, ...company } = draft;
  const phone = contactPhone.trim() === "" ? null : contactPhone.trim();
  return {
    subscriberId: subscriberId.trim(),
    application: { ...company, contacts: [{ name: contactName.trim(), email: contactEmail.trim(), phone }] },
  };
}

export interface KeyPairs {
  signingPublicKey: string;
  signingPrivateKey: string;
  encryptionPublicKey: string;
  encryptionPrivateKey: string;
}

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

async function pair(name: "Ed25519" | "X25519", usages: KeyUsage[]): Promise<[publicKey: string, privateKey: string]> {
  const keys = (await crypto.subtle.generateKey({ name }, true, usages)) as CryptoKeyPair;
  const [raw, pkcs8] = await Promise.all([
    crypto.subtle.exportKey("raw", keys.publicKey),
    crypto.subtle.exportKey("pkcs8", keys.privateKey),
  ]);
  return [base64(raw), base64(pkcs8)];
}

/** Makes both pairs in this browser. The private halves are handed to the person and sent nowhere. */
export async function generateKeys(): Promise<KeyPairs> {
  const [signingPublicKey, signingPrivateKey] = await pair("Ed25519", ["sign", "verify"]);
  const [encryptionPublicKey, encryptionPrivateKey] = await pair("X25519", ["deriveBits"]);
  return { signingPublicKey, signingPrivateKey, encryptionPublicKey, encryptionPrivateKey };
}
