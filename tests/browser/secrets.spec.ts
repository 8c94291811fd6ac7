import { expect, test } from "@playwright/test";
import { expectAccessible, signIn } from "./support";

const VALUE = "a value that nobody may see again";

test("A secret is kept, replaced, brought back and removed by name, and its value is never shown", async ({ page }) => {
  const name = `journey/${Date.now()}`;
  const told: string[] = [];
  page.on("response", async (response) => {
    if (response.url().includes("/api/v1/secrets")) told.push(await response.text().catch(() => ""));
  });
  await signIn(page, "admin", "/platform/secrets");
  await page.getByRole("button", { name: "New secret…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Value" }).fill(VALUE);
  await expect(dialog.getByRole("textbox", { name: "Value" })).toHaveCSS("-webkit-text-security", "disc");
  await expectAccessible(page, "a new secret");
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(`/platform/secrets?name=${name}`);
  const rows = page.getByRole("region", { name: "Secrets, rows" }).getByRole("row");
  await rows.filter({ hasText: name }).getByText(name).click();
  const versions = page.getByRole("region", { name: "Versions" }).getByRole("listitem");
  await expect(versions).toHaveCount(1);
  await expectAccessible(page, "a secret");
  await page.getByRole("button", { name: "Generate…" }).click();
  await page
    .getByRole("dialog", { name: /^Generate/ })
    .getByRole("button", { name: "Generate" })
    .click();
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText("Current");

  await versions
    .last()
    .getByRole("button", { name: /^Go back/ })
    .click();
  await page
    .getByRole("dialog", { name: /^Go back/ })
    .getByRole("button", { name: "Go back" })
    .click();
  await expect(versions.filter({ hasText: "Current" })).toHaveCount(1);
  await expect(versions.last()).toContainText("Current");

  await page.getByRole("button", { name: "Remove…" }).click();
  const asked = page.getByRole("dialog", { name: /^Remove/ });
  await asked.getByLabel(/^Type /).fill(name);
  await expectAccessible(page, "removing a secret");
  await asked.getByRole("button", { name: "Remove" }).click();
  await expect(rows.filter({ hasText: name })).toHaveCount(0);
  expect(told.length).toBeGreaterThan(5);
  expect(told.join("\n")).not.toContain(VALUE);
  expect(await page.content()).not.toContain(VALUE);
});

test("Every service tells its data key, and makes the next when an administrator asks", async ({ page }) => {
  await signIn(page, "admin", "/platform/secrets");
  const keys = page.getByRole("region", { name: "Data keys" });
  await expect(keys.getByRole("row")).not.toHaveCount(0);
  const buyers = keys.getByRole("row").filter({ hasText: "trade.buyers" });
  await expect(buyers.getByRole("cell").first()).toHaveText(/^\d+$/);
  await keys.getByRole("button", { name: "New data keys…" }).click();
  const asked = page.getByRole("dialog", { name: "New data keys?" });
  await expectAccessible(page, "asking for new data keys");
  await asked.getByRole("button", { name: "Make new keys" }).click();
  await expect(asked).toBeHidden();
  await expect(buyers).not.toContainText("none waits");
});
