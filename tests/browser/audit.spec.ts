import { expect, test, type Page } from "@playwright/test";
import type { AuditEntry, AuditStatus } from "../../web/console/src/api/types";
import { expectAccessible, expectNoSidewaysScroll, isMock, signIn } from "./support";

const PAGE = "/platform/audit";
const rowsOf = (page: Page) => page.getByRole("region", { name: "Audit log, rows" }).getByRole("row");
const proofOf = (page: Page) => page.getByRole("region", { name: "Proof" });

/** The second newest entry: each of them is covered by a signed head within a second. */
async function openEntry(page: Page): Promise<void> {
  await rowsOf(page).nth(2).getByRole("link").click();
  await expect(page.getByRole("region", { name: "What was done" })).toBeVisible();
}

async function verify(page: Page): Promise<void> {
  await proofOf(page).getByRole("button", { name: "Verify in this browser" }).click();
}

test("An operator sees on the home page that the log is whole, opens an entry and verifies it", async ({ page }) => {
  await signIn(page, "operator");
  const card = page.getByRole("region", { name: "Audit log" });
  await expect(card).toContainText(/[\d,]+ entr/);
  await expect(card.getByText(/^(Signed|Behind)$/)).toBeVisible();
  await card.getByRole("link", { name: "See it" }).click();
  await expect(page.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();

  await openEntry(page);
  const proof = proofOf(page);
  await expect(proof.getByRole("list", { name: "Signatures" })).toContainText("ML-DSA-44");
  await expectAccessible(page, "an entry, not verified yet");
  await verify(page);
  await expect(proof.getByText("Verified", { exact: true })).toBeVisible();
  const checks = proof.getByRole("region", { name: "What was checked" }).getByRole("listitem");
  expect(await checks.count()).toBeGreaterThanOrEqual(8);
  await expect(checks.filter({ has: page.getByLabel("Failed") })).toHaveCount(0);
  for (const algorithm of ["Ed25519", "ML-DSA-44"]) {
    const signed = checks.filter({ hasText: `Signed by the log with ${algorithm}` });
    await expect(signed.getByLabel("Passed")).toBeVisible();
  }
  await page.getByRole("tab", { name: "Exact" }).click();
  await expect(page.getByText("000000")).toBeVisible();
  await expectAccessible(page, "an entry, verified");
});

test("An entry that was changed behind the platform's back is red, and says which step fails", async ({ page }) => {
  await page.route(/\/api\/v1\/audit\/entries\/\d+$/, async (route) => {
    const entry = (await (await route.fetch()).json()) as AuditEntry;
    const bytes = Buffer.from(entry.entry, "base64")
      .toString("utf8")
      .replace(/"action":"/, '"action":"Not');
    await route.fulfill({ json: { ...entry, entry: Buffer.from(bytes).toString("base64") } });
  });
  await signIn(page, "operator", PAGE);
  await openEntry(page);
  await verify(page);
  await expect(proofOf(page).getByRole("alert")).toContainText("Not true: “The bytes have the entry's hash” fails");
  await expect(proofOf(page).getByText("Root, as computed")).toBeVisible();
  await expectAccessible(page, "an entry that was changed");
});

test("A proof that somebody else signed is red", async ({ page }) => {
  await page.route("**/api/v1/audit/entries/*/proof", async (route) => {
    const proof = await (await route.fetch()).text();
    // The middle of the first signature, which is the log's own.
    const spoilt = proof.replace(/(— \S+ \S{40})(.)/, (_, start: string, letter: string) =>
      start.concat(letter === "A" ? "B" : "A"),
    );
    await route.fulfill({ body: spoilt, contentType: "text/plain" });
  });
  await signIn(page, "operator", PAGE);
  await openEntry(page);
  await verify(page);
  await expect(proofOf(page).getByRole("alert")).toContainText("Not true: “Signed by the log with Ed25519” fails");
});

test("Where the log does not continue what was signed, the home page and the log say so first", async ({ page }) => {
  await page.route("**/api/v1/audit/status", async (route) => {
    const status = (await (await route.fetch()).json()) as AuditStatus;
    await route.fulfill({ json: { ...status, state: "Broken", size: 3, signedSize: 7 } satisfies AuditStatus });
  });
  await signIn(page, "operator");
  const problem = page
    .getByRole("region", { name: "Open problems" })
    .getByRole("listitem")
    .filter({ hasText: "audit" });
  await expect(problem.getByLabel("Serious")).toBeVisible();
  await expect(page.getByRole("region", { name: "Audit log" })).toContainText("Broken");
  await problem.getByRole("link", { name: "Audit log" }).click();
  await expect(page.getByRole("alert")).toContainText("It has 3 entries, and 7 were signed");
  await expectAccessible(page, "a broken log");
});

test("Where an inspection found something changed, the home page, the log and the entry say what", async ({ page }) => {
  await page.route("**/api/v1/audit/status", async (route) => {
    const status = (await (await route.fetch()).json()) as AuditStatus;
    const inspection = { at: new Date().toISOString(), entries: 9, alteredCount: 21, fault: null, isIntact: false };
    const altered = [{ number: 2, columns: ["action", "personal"] }];
    await route.fulfill({
      json: { ...status, state: "Altered", inspection: { ...inspection, altered } } satisfies AuditStatus,
    });
  });
  await page.route("**/api/v1/audit/entries/2", async (route) => {
    const entry = (await (await route.fetch()).json()) as AuditEntry;
    await route.fulfill({ json: { ...entry, altered: ["action", "personal"] } satisfies AuditEntry });
  });
  await signIn(page, "operator");
  const problems = page.getByRole("region", { name: "Open problems" });
  await problems.getByRole("listitem").filter({ hasText: "audit log" }).getByRole("link").click();
  await expect(page.getByRole("alert")).toContainText(
    "entry 2 (the action, what is kept of the person), and 20 entries",
  );
  await expectAccessible(page, "an altered log");
  await page.getByRole("alert").getByRole("link", { name: "entry 2" }).click();
  await expect(page.getByRole("alert")).toContainText("Not as it was signed: the action, what is kept of the person.");
});

test("Filters find who did what and when, and an entry leads to all of its case", async ({ page }) => {
  await signIn(page, "admin", PAGE);
  await openEntry(page);
  const said = page.getByRole("region", { name: "What was done" });
  const action = await said.locator("dd .mono").first().textContent();
  const event = said.locator("dd ul").getByRole("link").first();
  if (isMock) {
    await event.click();
    await expect(page.getByRole("dialog")).toContainText("Event id");
    await page.goBack();
  }
  await said.getByRole("link", { name: "All that was done" }).click();
  await expect(page).toHaveURL(/correlationId=/);
  await expect(rowsOf(page).nth(1)).toBeVisible();
  await page.goto(`${PAGE}?action=${action ?? ""}`);
  await expect(rowsOf(page).nth(1)).toBeVisible();
  await page.getByLabel("From").fill("2001-01-01T00:00");
  await page.getByLabel("To", { exact: true }).fill("2001-01-02T00:00");
  await expect(page).toHaveURL(/to=2001-01-/);
  await expect(page.getByRole("heading", { name: "No entry fits" })).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(rowsOf(page).nth(1)).toBeVisible();
});

test("An administrator forgets what is kept of a person, by name, and the proof still holds", async ({ page }) => {
  test.skip(!isMock, "what is forgotten on a platform stays forgotten");
  await signIn(page, "admin", `${PAGE}/0`);
  const kept = page.getByRole("region", { name: "Kept of the person" });
  await expect(kept).toContainText("10.20.0.14");
  await kept.getByRole("button", { name: "Forget what is kept of this person…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Forget" })).toBeDisabled();
  await dialog.getByRole("textbox").fill((await dialog.locator("label .mono").textContent()) ?? "");
  await expectAccessible(page, "forgetting");
  await dialog.getByRole("button", { name: "Forget" }).click();
  await expect(kept).toContainText("Forgotten");
  await verify(page);
  await expect(proofOf(page).getByText("Verified", { exact: true })).toBeVisible();
});

test("An entry and its proof fit a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "operator", PAGE);
  await expectNoSidewaysScroll(page, PAGE);
  await openEntry(page);
  await verify(page);
  await expect(proofOf(page).getByText("Verified", { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page, "an entry");
  await expectAccessible(page, "an entry on a phone");
});
