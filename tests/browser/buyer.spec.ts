import { expect, test, type Locator, type Page } from "@playwright/test";
import { expectAccessible, signIn } from "./support";

/** The wallet of a demonstration may start empty. */
async function topUpIfNeeded(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: /^Place / })).toBeEnabled({
    timeout: 30_000,
  });
  if (!(await page.getByText("There is not enough in it").isVisible())) return;
  await page.getByRole("button", { name: "Top up" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Top up" }).click();
  await expect(page.getByText("Your wallet is topped up")).toBeVisible();
}

test("A person searches, fills a cart, checks out, follows the order and rates it", async ({ page }) => {
  await signIn(page, "buyer", "/trade/buyers");
  await expect(page.getByRole("heading", { name: "Shop", level: 1 })).toBeVisible();

  await page.getByLabel("What are you looking for?").fill("biscuits");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const sources = page.getByRole("complementary", { name: "Sellers asked" });
  await expect(sources.getByText(/\d+ ms/).first()).toBeVisible();
  await expect(sources.getByRole("status")).toHaveText(/^\d+ answered$/, {
    timeout: 30_000,
  });
  const offers = page.getByRole("region", { name: "Offers" }).getByRole("article");
  expect(await offers.count()).toBeGreaterThan(0);
  await expectAccessible(page, "shop with results");

  await offers.first().getByRole("button", { name: /^Add / }).click();
  await offers.first().getByRole("button", { name: "One more" }).click();
  await offers.last().getByRole("button", { name: /^Add / }).click();
  await page.getByRole("complementary", { name: "Cart" }).getByRole("link", { name: "View cart" }).click();

  await expect(page.getByRole("heading", { name: "Cart", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Check out" }).click();
  await page.getByLabel("Name").fill("Ayesha Malik");
  await page.getByLabel("Phone").fill("+92 300 1234567");
  await page.getByLabel("Email").fill("ayesha@example.com");
  await page.getByLabel("Address").fill("House 12, Street 4, Gulberg III");
  await page.reload();
  await expect(page.getByLabel("Address"), "what was typed survives a reload").toHaveValue(/House 12/);
  await page.getByRole("button", { name: "Get quotes" }).click();

  await topUpIfNeeded(page);
  const place = page.getByRole("button", { name: /^Place / });
  await expect(place).toBeEnabled({ timeout: 30_000 });
  await expect(page.getByText("Delivery", { exact: true }).last()).toBeVisible();
  await expectAccessible(page, "review");
  await place.click();

  await expect(page).toHaveURL(/\/trade\/buyers\/orders/, {
    timeout: 30_000,
  });
  if (!/orders\/[^?]/.test(page.url())) {
    await page.getByRole("main").locator("a[href*='/trade/buyers/orders/']").first().click();
  }
  await expect(page.getByRole("heading", { name: /^Order at / })).toBeVisible();
  await expect(page.getByRole("region", { name: "Payment" })).toBeVisible();
  await expectAccessible(page, "order");

  await page.getByRole("button", { name: "Rate", exact: true }).click({ timeout: 90_000 });
  await page.getByRole("radio", { name: "4 stars" }).check({ force: true });
  await page.getByRole("button", { name: "Send rating" }).click();
  await expect(page.getByText("Thank you for the rating")).toBeVisible();
});

test("An order can be cancelled with a reason while the shop still prepares it", async ({ page }) => {
  await signIn(page, "buyer", "/trade/buyers?text=rice");
  const add = page.getByRole("button", { name: /^Add / }).first();
  await add.click({ timeout: 30_000 });
  await page.getByRole("link", { name: "View cart" }).click();
  await page.getByRole("link", { name: "Check out" }).click();
  await page.getByLabel("Phone").fill("+92 300 1234567");
  await page.getByLabel("Address").fill("House 12, Street 4, Gulberg III");
  await page.getByRole("button", { name: "Get quotes" }).click();
  await topUpIfNeeded(page);
  const place = page.getByRole("button", { name: "Place the order" });
  await expect(place).toBeEnabled({ timeout: 30_000 });
  await place.click();

  await page.getByRole("button", { name: "Cancel order" }).click({ timeout: 30_000 });
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Cancel order" })).toBeDisabled();
  await dialog.getByRole("combobox", { name: "Why?" }).click();
  await page.getByRole("option", { name: "It takes too long" }).click();
  await dialog.getByRole("button", { name: "Cancel order" }).click();
  await expect(page.getByRole("heading", { level: 1 }).locator("..").getByText("Cancelled")).toBeVisible();
});

/** Presses Tab until the control has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, control: Locator, most = 150): Promise<void> {
  await expect(control).toBeVisible({ timeout: 60_000 });
  for (let step = 0; step < most; step++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(control)} is not reached by ${most} tabs`);
}

test("Everything up to the order can be done with the keyboard alone", async ({ page }) => {
  await signIn(page, "buyer", "/trade/buyers");
  await tabTo(page, page.getByLabel("What are you looking for?"));
  await page.keyboard.type("tea");
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("article").first().getByRole("button", { name: /^Add / }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "View cart" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "Check out" }));
  await page.keyboard.press("Enter");
  for (const [label, text] of [
    ["Phone", "+92 300 1234567"],
    ["Address", "House 12, Street 4, Gulberg III"],
  ] as const) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.press("Control+a");
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /^Place / })).toBeVisible({ timeout: 60_000 });
  await tabTo(page, page.getByRole("button", { name: /^Place / }));
});

test("A buyer who opens an operator's page is told whom to ask", async ({ page }) => {
  await signIn(page, "buyer", "/platform/events/dead-letters");
  await expect(page.getByRole("heading", { name: "Dead letters is not open to you" })).toBeVisible();
  await expect(page.getByText("Ask an administrator")).toBeVisible();
});

test("A wrong password is refused in words", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("nobody@skylink.example");
  await page.getByRole("textbox", { name: "Password" }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("do not belong together");
});
