import { expect, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, isMock, signIn, type Role } from "./support";

const PAGES: readonly [role: Role, path: string, heading: RegExp][] = [
  ["buyer", "/", /^Good /],
  ["buyer", "/trade/buyers", /^Shop$/],
  ["buyer", "/trade/buyers/cart", /^Cart$/],
  ["buyer", "/trade/buyers/orders", /^My orders$/],
  ["seller", "/", /^Good /],
  ["seller", "/trade/sellers", /^Products$/],
  ["seller", "/trade/sellers/orders", /^Shop orders$/],
  ["operator", "/", /^Good /],
  ["operator", "/trade/logistics", /^Shipments$/],
  ["operator", "/trade/payments", /^Payments$/],
  ["operator", "/trade/registry", /^Participants$/],
  ["operator", "/trade/registry/onboard", /^Onboard a participant$/],
  ["operator", "/trade/messages", /^Messages$/],
  ["operator", "/trade/routing?text=milk&place=lahore-gulberg", /^Routing rules$/],
  ["operator", "/settle/ledger", /^Accounts$/],
  ["operator", "/settle/ledger/transactions", /^Postings$/],
  ["operator", "/settle/ledger/trial-balance", /^Trial balance$/],
  ["operator", "/platform/services?service=trade.payments", /^Services$/],
  ["operator", "/platform/events", /^Events$/],
  ["operator", "/platform/events/subscriptions", /^Queues$/],
  ["operator", "/platform/events/subscriptions?tab=messages", /^Queues$/],
  ["operator", "/platform/events/dead-letters", /^Dead letters$/],
  ["operator", "/platform/events/dead-letters?tab=messages", /^Dead letters$/],
  ["operator", "/platform/audit", /^Audit log$/],
  ["operator", "/platform/signatures", /^Signing keys$/],
  ["operator", "/platform/signatures?tab=clients", /^Signing keys$/],
  ["admin", "/platform/secrets", /^Secrets$/],
  ["admin", "/platform/identity/users", /^Users$/],
  ["admin", "/platform/identity/permissions", /^Permissions$/],
];

for (const scheme of ["light", "dark"] as const) {
  test.describe(`in ${scheme}`, () => {
    test.use({ colorScheme: scheme });

    for (const [role, path, heading] of PAGES) {
      test(`${path} is usable by everybody (${role})`, async ({ page }) => {
        const broken: string[] = [];
        page.on("pageerror", (error) => broken.push(error.message));
        await signIn(page, role, path);
        await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        await expect(page.getByRole("alert")).toHaveCount(0);
        await expectAccessible(page, path);
        expect(broken).toEqual([]);
      });
    }

    test("the sign-in page is usable by everybody", async ({ page }) => {
      await page.goto("/sign-in");
      await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
      await expectAccessible(page, "sign-in");
    });
  });
}

test("An unknown address says so, and the navigation leads on", async ({ page }) => {
  await signIn(page, "buyer", "/no/such/page");
  await expect(page.getByRole("heading", { name: "There is no page at this address" })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "My orders" }).click();
  await expect(page.getByRole("heading", { name: "My orders", level: 1 })).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });

  for (const path of ["/", "/trade/buyers?text=biscuits", "/trade/buyers/cart", "/trade/buyers/orders"]) {
    test(`${path} fits`, async ({ page }) => {
      await signIn(page, "buyer", path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      if (path.includes("text")) await expect(page.getByRole("article").first()).toBeVisible();
      await expectNoSidewaysScroll(page, path);
      await expectAccessible(page, path);
    });
  }

  test("the navigation opens, leads on and closes", async ({ page }) => {
    await signIn(page, "buyer");
    await page.getByRole("button", { name: "Open the navigation" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "My orders" }).click();
    await expect(page.getByRole("heading", { name: "My orders" })).toBeVisible();
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});

test("A table of ten thousand rows keeps few of them in the document and scrolls on", async ({ page }) => {
  test.skip(!isMock, "the mock has twelve thousand events");
  await signIn(page, "operator", "/platform/events");
  const rows = page.getByRole("region", { name: "Events, rows" });
  await expect(rows.getByRole("row").nth(5)).toBeVisible();
  const loaded = page.getByRole("region", { name: "Events", exact: true }).getByRole("status").first();
  await expect
    .poll(
      async () => {
        await rows.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
        return Number(((await loaded.textContent()) ?? "").replaceAll(/\D/g, ""));
      },
      { timeout: 100_000, intervals: [30] },
    )
    .toBeGreaterThan(10_000);
  expect(await rows.locator("tbody tr").count()).toBeLessThan(80);
  const slowest = await rows.evaluate(async (element) => {
    let worst = 0;
    for (let step = 0; step < 60; step++) {
      const start = performance.now();
      element.scrollTo({ top: (element.scrollHeight * step) / 60 });
      await new Promise((resolve) => requestAnimationFrame(resolve));
      worst = Math.max(worst, performance.now() - start);
    }
    return worst;
  });
  expect(slowest, "milliseconds of the slowest of sixty jumps").toBeLessThan(250);
});
