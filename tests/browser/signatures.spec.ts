import { createHash, generateKeyPairSync, randomBytes, randomUUID, type JsonWebKey } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import type { SignatureClient } from "../../web/console/src/api/types";
import { expectAccessible, expectNoSidewaysScroll, signIn } from "./support";

test("A purpose gets keys, the next one takes over, and a lost one is revoked by name", async ({ page }) => {
  const purpose = `journey-${Date.now()}`;
  await signIn(page, "admin", "/platform/signatures");
  await page.getByRole("button", { name: "New purpose…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Purpose" }).fill(purpose);
  await expectAccessible(page, "a new purpose");
  await dialog.getByRole("button", { name: "Make keys" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(`/platform/signatures?purpose=${purpose}`);
  const rows = page.getByRole("region", { name: "Signing keys, rows" }).getByRole("row");
  const signing = rows.filter({ hasText: "EdDSA" }).filter({ hasText: "Signs" });
  await expect(signing).toHaveCount(1);
  await expect(rows.filter({ hasText: "ML-DSA-65" }).filter({ hasText: "Signs" })).toHaveCount(1);
  await signing.getByText(purpose).click();
  await page.getByRole("button", { name: "Rotate…" }).click();
  await page
    .getByRole("dialog", { name: /^Rotate/ })
    .getByRole("button", { name: "Rotate" })
    .click();
  await expect(rows.filter({ hasText: "EdDSA" }).filter({ hasText: "Retired" })).toHaveCount(1);

  await page.getByRole("button", { name: "Revoke…" }).click();
  const asked = page.getByRole("dialog", { name: /^Revoke/ });
  await asked.getByLabel("Reason").fill("The laptop was stolen");
  await asked.getByLabel(/^Type /).fill(purpose);
  await expectAccessible(page, "revoking a key");
  await asked.getByRole("button", { name: "Revoke" }).click();
  await expect(rows.filter({ hasText: "EdDSA" }).filter({ hasText: "Revoked" })).toHaveCount(1);
  await expect(signing, "another key signs").toHaveCount(1);
});

const CLIENTS = "/platform/signatures?tab=clients";
const CLIENTS_API = "/api/v1/signatures/clients";

/** Any 1,312 bytes are a public key of ML-DSA-44 (FIPS 204, section 7.2). */
function publicKeys() {
  const classic = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  return { classic, postQuantum: { kty: "AKP", alg: "ML-DSA-44", pub: randomBytes(1_312).toString("base64url") } };
}

/** RFC 7638. */
const thumbprint = ({ crv, kty, x, y }: JsonWebKey): string =>
  createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");

/** As a program does, past the page. */
async function register(page: Page, data: object, path = CLIENTS_API): Promise<SignatureClient> {
  const headers = { "x-skylink-request": "1", "idempotency-key": randomUUID() };
  const answer = await page.request.post(path, { headers, data });
  expect(answer.status()).toBe(201);
  return (await answer.json()) as SignatureClient;
}

const clientsOf = (page: Page) => page.getByRole("region", { name: "Clients, rows" }).getByRole("row");
const keysOf = (page: Page) => page.getByRole("region", { name: "Keys", exact: true }).getByRole("listitem");

test("A client is registered with its public keys, and with none that is secret, wrong or named twice", async ({
  page,
}) => {
  const name = `journey ${Date.now()}`;
  const { classic, postQuantum } = publicKeys();
  const sent: (string | null)[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith(CLIENTS_API)) sent.push(request.postData());
  });
  await signIn(page, "admin", "/platform/signatures");
  await page.getByRole("tab", { name: "Clients" }).click();
  await expect(page).toHaveURL(/\?tab=clients$/);
  await page.getByRole("button", { name: "Register client…" }).click();
  const dialog = page.getByRole("dialog", { name: "Register client" });
  const [first, second] = [dialog.getByLabel("Classic public key"), dialog.getByLabel("Post-quantum public key")];
  await dialog.getByLabel("Name").fill(name);
  await first.fill(JSON.stringify({ ...classic, d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" }));
  await second.fill("-----BEGIN PUBLIC KEY-----");
  await expect(dialog.getByText("“d” is the secret half")).toBeVisible();
  await dialog.getByRole("button", { name: "Register" }).click();
  await expect(dialog.getByText("This is no JSON.")).toBeVisible();
  await expectAccessible(page, "a client with wrong keys");
  expect(sent, "a secret is never sent").toEqual([]);

  await first.fill(JSON.stringify({ ...classic, y: publicKeys().classic.y }));
  await second.fill(JSON.stringify(postQuantum));
  await dialog.getByRole("button", { name: "Register" }).click();
  await expect(dialog.getByRole("alert"), "the point is not on its curve").toContainText(
    "signatures.client_key_invalid",
  );
  await first.fill(JSON.stringify(classic, null, 2));
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Register" }).click();
  await expect(dialog).toBeHidden();
  await expect(keysOf(page)).toHaveCount(1);
  await expect(
    keysOf(page).getByRole("button", { name: `Copy classic thumbprint ${thumbprint(classic)}` }),
  ).toBeVisible();
  await expectAccessible(page, "a client's details");

  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Register client…" }).click();
  await dialog.getByLabel("Name").fill(name);
  await first.fill(JSON.stringify(publicKeys().classic));
  await second.fill(JSON.stringify(postQuantum));
  await dialog.getByRole("button", { name: "Register" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription("The organization has a client of this name.");
});

test("When a client's keys are revoked by its name the substitute stands in, and after that nothing", async ({
  page,
}) => {
  const name = `journey ${Date.now()}`;
  await signIn(page, "admin");
  const { id } = await register(page, { name, ...publicKeys() });
  await register(page, publicKeys(), `${CLIENTS_API}/${id}/substitute`);
  await page.goto(`${CLIENTS}&name=${encodeURIComponent(name)}`);
  const row = clientsOf(page).filter({ hasText: name });
  await expect(row).toContainText("Substitute waits");
  await row.getByText(name).click();
  await expect(keysOf(page)).toHaveText([/^Current/, /^Substitute/]);

  await page.getByRole("button", { name: "Revoke… the current keys" }).click();
  const asked = page.getByRole("dialog", { name: /^Revoke the current keys of/ });
  await expect(asked).toContainText("The substitute stands in at once");
  await expect(asked.getByRole("button", { name: "Revoke" })).toBeDisabled();
  await asked.getByLabel(/^Type /).fill(name);
  await expectAccessible(page, "revoking a client's keys");
  await asked.getByRole("button", { name: "Revoke" }).click();
  await expect(keysOf(page)).toHaveText([/^Current/, /^Revoked/]);
  await expect(row).toContainText("Signs");

  await page.getByRole("button", { name: "Revoke… the current keys" }).click();
  await expect(asked).toContainText("the client can sign nothing");
  await asked.getByLabel(/^Type /).fill(name);
  await asked.getByRole("button", { name: "Revoke" }).click();
  await expect(keysOf(page)).toHaveText([/^Revoked/, /^Revoked/]);
  await expect(row).toContainText("Revoked");
  await expect(page.getByRole("button", { name: /^Revoke…/ })).toHaveCount(0);
});

test("Who may not manage clients sees them and is offered nothing else", async ({ page, browser }) => {
  const admin = await (await browser.newContext()).newPage();
  const name = `journey ${Date.now()}`;
  await signIn(admin, "admin");
  await register(admin, { name, ...publicKeys() });
  await signIn(page, "operator", `${CLIENTS}&name=${encodeURIComponent(name)}`);
  await clientsOf(page).filter({ hasText: name }).getByText(name).click();
  await expect(keysOf(page)).toHaveCount(1);
  await expect(page.getByRole("button", { name: /^(Revoke|Register)/ })).toHaveCount(0);
});

test("Clients, their details and a registration fit a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const name = `journey ${Date.now()}`;
  await signIn(page, "admin");
  await register(page, { name, ...publicKeys() });
  await page.goto(`${CLIENTS}&name=${encodeURIComponent(name)}`);
  await expect(clientsOf(page).filter({ hasText: name })).toBeVisible();
  await expectNoSidewaysScroll(page, CLIENTS);
  await expectAccessible(page, "clients on a phone");
  await clientsOf(page).filter({ hasText: name }).getByText(name).click();
  await expect(keysOf(page)).toHaveCount(1);
  const details = page.getByRole("dialog");
  const over = await details.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
  expect(over, "the details are wider than the window").toBeLessThanOrEqual(0);
  await details.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Register client…" }).click();
  await expect(page.getByRole("dialog").getByLabel("Classic public key")).toBeVisible();
  await expectNoSidewaysScroll(page, "a registration");
  await expectAccessible(page, "a registration on a phone");
});
