import { expect, test } from "@playwright/test";
import { expectAccessible, signIn } from "./support";

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
