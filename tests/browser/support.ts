import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export type Role = "buyer" | "seller" | "partner" | "analyst" | "operator" | "admin";

interface Account {
  role: Role;
  email: string;
  password: string;
}

const ROLES: readonly Role[] = ["buyer", "seller", "partner", "analyst", "operator", "admin"];

/** What demo mode wrote for its reader; without a platform, the mock's accounts. */
function accounts(): Account[] {
  const file = process.env["SKYLINK_DEMO_ACCOUNTS"];
  if (file !== undefined) return JSON.parse(readFileSync(file, "utf8")) as Account[];
  return ROLES.map((role) => ({
    role,
    email: `${role}@skylink.example`,
    password: `demo-${role}`,
  }));
}

export const isMock = process.env["SKYLINK_URL"] === undefined;

export function accountOf(role: Role): Account {
  const account = accounts().find((one) => one.role === role);
  if (account === undefined) throw new Error(`There is no demo account for the role ${role}`);
  return account;
}

/** Signs in as a person does, by the form. */
export async function signIn(page: Page, role: Role, path = "/"): Promise<void> {
  const { email, password } = accountOf(role);
  await page.goto(path);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("banner")).toBeVisible();
}

/** No finding that keeps somebody from using the page. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    .analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `    ${node.target.join(" ")}`).join("\n")}`,
  );
  expect(told.join("\n"), `axe on ${where}`).toBe("");
}

/** The page is not wider than its window. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${where} is wider than the window`).toBeLessThanOrEqual(0);
}
