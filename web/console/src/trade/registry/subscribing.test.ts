import { describe, expect, it } from "vitest";
import { challengeUrl, isAddress, subscribeBody, subscribeCommand, type Asking } from "./subscribing";

const ASKING: Asking = {
  participant: { subscriberId: "shop.example.com", name: 'Khan\'s $(date) "Goods"', country: "PAK", type: "BPP" },
  registry: { subscriberId: "registry.example", url: "http://127.0.0.1:7100/registry", domain: "ONDC:RET10" },
  keys: {
    signingPublicKey: "s",
    signingPrivateKey: "secret",
    encryptionPublicKey: "e",
    encryptionPrivateKey: "secret",
  },
  address: "https://shop.example.com/network/",
  domain: "ONDC:RET10",
  requestId: "r1",
  now: Date.UTC(2026, 0, 31),
};

describe("what a server sends to be listed", () => {
  it("is the role that the company applied for", () => {
    expect(subscribeBody(ASKING).context.operation.ops_no).toBe(2);
    const gateway = { ...ASKING, participant: { ...ASKING.participant, type: "BG" as const } };
    expect(subscribeBody(gateway).message.network_participant[0]).toMatchObject({ type: "gateway", domain: "*" });
  });

  it("is quoted for a shell, and holds no private half", () => {
    const command = subscribeCommand(ASKING);
    const [, body = ""] = command.split("  -d ");
    expect(body).toContain(`Khan'\\''s $(date) \\"Goods\\"`);
    expect(JSON.parse(body.slice(1, -1).replaceAll(`'\\''`, "'"))).toEqual(subscribeBody(ASKING));
    expect(command).not.toContain("secret");
  });

  it("knows where the challenge will be sent, and what is no address", () => {
    expect(challengeUrl(ASKING.address)).toBe("https://shop.example.com/network/on_subscribe");
    expect(["https://a.example", "http://127.0.0.1:80/x", "a.example", "ftp://a", "https://"].map(isAddress)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
