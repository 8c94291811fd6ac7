import { expect, test, type Page } from "@playwright/test";
import type { Health, HealthStatus } from "../../web/console/src/api/types";
import { expectAccessible, expectNoSidewaysScroll, signIn } from "./support";

const PAGE = "/platform/services";
const graphOf = (page: Page) => page.getByRole("region", { name: "Who needs whom" });
const rowsOf = (page: Page) => page.getByRole("region", { name: "Services, rows" }).getByRole("row");
const rowOf = (page: Page, name: string) => rowsOf(page).filter({ hasText: new RegExp(`^${name}`) });

/** The platform's own answer, but that the services named here are ill, and no others, however busy the machine is. */
async function setIll(page: Page, ill: Partial<Record<string, [status: HealthStatus, reason: string]>>): Promise<void> {
  await page.route("**/health", async (route) => {
    const health = (await (await route.fetch()).json()) as Health;
    health.status = "Healthy";
    for (const check of health.checks) {
      const [status, detail] = ill[check.name] ?? (["Healthy", null] as const);
      Object.assign(check, { status, detail });
      check.dependencies?.forEach((part) => Object.assign(part, { status, detail }));
      if (status !== "Healthy") health.status = status;
    }
    await route.fulfill({ status: health.status === "Unhealthy" ? 503 : 200, json: health });
  });
}

test("An operator sees each service, chooses one, and reads what it needs and what needs it", async ({ page }) => {
  await signIn(page, "operator");
  await page.getByRole("region", { name: "Services" }).getByRole("link", { name: "See them" }).click();
  await expect(page.getByRole("heading", { name: "Services", level: 1 })).toBeVisible();
  await expect(rowOf(page, "settle.ledger")).toContainText(/database [\d,]+ ms/);
  await expect(rowOf(page, "settle.ledger")).toContainText(/\d+, port \d+/);

  const graph = graphOf(page);
  const payments = graph.getByRole("button", { name: /^trade\.payments, .*calls settle\.ledger/ });
  await payments.click();
  await expect(payments).toHaveAttribute("aria-pressed", "true");
  await expect(page).toHaveURL(/service=trade\.payments/);
  const panel = page.getByRole("region", { name: "Service trade.payments" });
  await expect(panel.getByText("database")).toBeVisible();
  await expect(panel.getByRole("listitem").filter({ hasText: "settle.ledger" })).toContainText("calls");
  await expect(panel.getByRole("listitem").filter({ hasText: "trade.registry" })).toContainText("hears");
  await expect(graph.getByRole("button", { name: /^settle\.ledger/ })).toContainText("is called");
  await expectAccessible(page, "services, one chosen");

  await panel.getByRole("listitem").getByRole("button", { name: "trade.registry" }).click();
  const registry = page.getByRole("region", { name: "Service trade.registry" });
  await expect(registry.getByRole("listitem").filter({ hasText: "trade.buyers" })).toContainText("hears it");
  await registry.getByRole("button", { name: "Close" }).click();
  await expect(registry).toBeHidden();
});

test("The graph is walked with the keyboard", async ({ page }) => {
  await signIn(page, "analyst", PAGE);
  const graph = graphOf(page);
  const buyers = graph.getByRole("button", { name: /^trade\.buyers/ });
  await buyers.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Service trade.buyers" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("region", { name: "Service trade.logistics" })).toBeVisible();
  await expect(graph.getByRole("button", { name: /^trade\.logistics/ })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(graph.getByRole("button", { name: /^trade\.registry/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: /^Service / })).toBeHidden();
});

test("What is not healthy comes first, and whoever needs it is named", async ({ page }) => {
  await setIll(page, { "settle.ledger": ["Unhealthy", "PostgreSQL cannot be reached."] });
  await signIn(page, "operator", PAGE);
  const first = rowsOf(page).nth(1);
  await expect(first).toContainText("settle.ledger");
  await expect(first).toContainText("PostgreSQL cannot be reached.");
  await expect(rowOf(page, "trade.payments")).toContainText("needs settle.ledger");
  const payments = graphOf(page).getByRole("button", {
    name: /^trade\.payments, healthy, suffers from settle\.ledger/,
  });
  await payments.click();
  await expect(page.getByRole("region", { name: "Service trade.payments" })).toContainText(
    "It is healthy itself, but needs settle.ledger",
  );
  await expectAccessible(page, "services, one of them ill");

  // It gets well, and the page notices without being asked.
  await page.unroute("**/health");
  await setIll(page, {});
  await expect(page.getByText(/^(\d+) of \1 healthy/)).toBeVisible({ timeout: 60_000 });
});

test("The page of services fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "operator", `${PAGE}?service=platform.identity`);
  await expect(page.getByRole("region", { name: "Service platform.identity" })).toBeVisible();
  await expect(graphOf(page).getByRole("button", { name: /^platform\.identity/ })).toBeInViewport();
  await expectNoSidewaysScroll(page, PAGE);
  await expectAccessible(page, "services on a phone");
});
