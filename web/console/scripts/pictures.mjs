// Takes the README's pictures from a running platform: it does what the tour says, and stops at the sights.
//   SKYLINK_URL=http://127.0.0.1:7080 SKYLINK_DEMO_ACCOUNTS=.data/demo-accounts.json npm run pictures
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { chromium, expect } from "@playwright/test";

const LIMIT_BYTES = 150_000;
const PATIENCE_MS = 180_000;
const folder = new URL("../../../docs/pictures/", import.meta.url);
const url = process.env.SKYLINK_URL ?? "http://127.0.0.1:7080";
const file = process.env.SKYLINK_DEMO_ACCOUNTS ?? new URL("../../../.data/demo-accounts.json", import.meta.url);
const accounts = JSON.parse(readFileSync(file, "utf8"));
const patient = expect.configure({ timeout: PATIENCE_MS });

const browser = await chromium.launch({
  executablePath: process.env.SKYLINK_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});

async function open(role, { width = 1280, height = 800, dark = false } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const { email, password } = accounts.find((account) => account.role === role);
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("banner").waitFor();
  return page;
}

/** As WebP, which is a fifth of a PNG. */
async function take(page, name) {
  await page.mouse.move(0, 0);
  await patient(page.locator("[aria-busy=true]")).toHaveCount(0);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  const target = new URL(`${name}.webp`, folder);
  writeFileSync(target, Buffer.from(data, "base64"));
  const size = statSync(target).size;
  if (size > LIMIT_BYTES) throw new Error(`${name} has ${size} bytes; the limit is ${LIMIT_BYTES}.`);
  console.log(`${name}.webp`, `${(size / 1000).toFixed(0)} kB`);
}

const call = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const headers = {
        "content-type": "application/json",
        "x-skylink-request": "1",
        "idempotency-key": crypto.randomUUID(),
      };
      const answer = await fetch(path, { method, headers, body: body === null ? undefined : JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? null : answer.json();
    },
    [method, path, body ?? null],
  );

async function search(page) {
  await page.goto("/trade/buyers?text=biscuits");
  await patient(page.getByRole("complementary", { name: "Sellers asked" }).getByRole("status")).toHaveText(
    /^\d+ answered$/,
  );
  await page.getByRole("article").first().getByRole("button", { name: /^Add / }).click();
}

async function checkOut(page) {
  await page.getByRole("link", { name: "View cart" }).click();
  await page.getByRole("link", { name: "Check out" }).click();
  await page.getByLabel("Name").fill("Ayesha Khan");
  await page.getByLabel("Phone").fill("+92 300 1234567");
  await page.getByLabel("Email").fill("ayesha@example.com");
  await page.getByLabel("Address").fill("House 12, Street 4, Gulberg III");
  await page.getByRole("button", { name: "Get quotes" }).click();
  const place = page.getByRole("button", { name: /^Place / });
  await patient(place).toBeEnabled(); // The quotes are here: now it is known whether the wallet suffices.
  if (await page.getByText("There is not enough in it").isVisible()) {
    await page.getByRole("button", { name: "Top up" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Top up" }).click();
    await patient(page.getByText("There is not enough in it")).toBeHidden();
  }
  await patient(place).toBeEnabled();
  await place.click();
  await page.waitForURL(/\/trade\/buyers\/orders\/./);
}

async function rules(page) {
  const { items } = await call(page, "GET", "/api/v1/routing/rules");
  const effect = { sellers: [], weight: 1, atMost: null };
  const story = [
    {
      rank: 10,
      name: "Milk comes from nearby",
      conditions: { word: "milk", nearGps: "31.5161,74.3426", withinKm: 5 },
      effect: { ...effect, verb: "Weigh", sellers: ["bazaar-collective.example"], weight: 2 },
    },
    {
      rank: 20,
      name: "No sweets from the pantry",
      conditions: { word: "mithai" },
      effect: { ...effect, verb: "Except", sellers: ["corner-pantry.example"] },
    },
    { rank: 90, name: "Ask fifty at most", conditions: {}, effect: { ...effect, verb: "Limit", atMost: 50 } },
  ];
  for (const rule of story.filter(({ name }) => !items.some((item) => item.name === name))) {
    await call(page, "POST", "/api/v1/routing/rules", { ...rule, isEnabled: true });
  }
  await page.goto("/trade/routing?text=mithai&place=lahore-gulberg");
  await patient(page.getByRole("list", { name: "Decisions" }).getByRole("listitem").first()).toBeVisible();
}

/** A question that is refused because its sender is suspended: nothing but the question is lost, and it can go again. */
async function deadLetter(operator, shopper, orderId) {
  await call(operator, "POST", "/api/v1/registry/participants/hamsafar.example/suspend", { reason: "For the picture" });
  try {
    await call(shopper, "POST", `/api/v1/buyers/orders/${orderId}/support`, {});
    await operator.goto("/platform/events/dead-letters?tab=messages");
    await patient(operator.getByRole("checkbox", { name: "Choose row 1" })).toBeVisible();
    await operator.getByRole("checkbox", { name: "Choose row 1" }).check();
    await take(operator, "dead-letters");
  } finally {
    await call(operator, "POST", "/api/v1/registry/participants/hamsafar.example/reinstate", { reason: "Taken" });
  }
  await operator.getByRole("button", { name: "Redrive" }).click();
}

/** An entry of the order's transaction, with its proof checked. */
async function auditEntry(page, transactionId) {
  await page.goto(`/platform/audit?correlationId=${transactionId}`);
  const rows = page.getByRole("region", { name: "Audit log, rows" }).getByRole("row");
  await patient(rows.nth(1)).toBeVisible();
  await rows.nth(1).getByRole("link").click();
  const proof = page.getByRole("region", { name: "Proof" });
  await proof.getByRole("button", { name: "Verify in this browser" }).click();
  await patient(proof.getByText("Verified", { exact: true })).toBeVisible();
}

/** Two secrets, kept once: their values are random and nobody sees them. */
async function secrets(page) {
  for (const name of ["bank/password", "partner.token"]) {
    await call(page, "POST", `/api/v1/secrets/${encodeURIComponent(name)}/generate`);
  }
  await page.goto("/platform/secrets");
  await patient(page.getByRole("region", { name: "Data keys" })).toBeVisible();
}

mkdirSync(folder, { recursive: true });
const shopper = await open("buyer");
await search(shopper);
await take(shopper, "search");
await checkOut(shopper);
const orderId = new URL(shopper.url()).pathname.split("/").at(-1);
const heading = shopper.getByRole("heading", { level: 1 }).locator("..");
await patient(shopper.getByRole("region", { name: "Delivery" })).toContainText("Out for delivery");
await take(shopper, "order");

const operator = await open("operator");
await take(operator, "home");
await rules(operator);
await take(operator, "rules");
await operator.goto("/platform/services?service=trade.payments");
await patient(operator.getByRole("heading", { name: "trade.payments" })).toBeVisible();
await take(operator, "services");

await patient(heading).toContainText("Completed");
const { transactionId } = await call(shopper, "GET", `/api/v1/buyers/orders/${orderId}`);
await operator.goto(`/trade/messages?transactionId=${transactionId}`);
await operator.getByRole("region", { name: "Sequence of messages" }).getByRole("button").nth(1).click();
await patient(
  operator
    .getByRole("region", { name: /^Message / })
    .getByText("The signature is valid")
    .first(),
).toBeVisible();
await take(operator, "messages");
await deadLetter(operator, shopper, orderId);
await auditEntry(operator, transactionId);
await take(operator, "audit");
const admin = await open("admin");
await secrets(admin);
await take(admin, "secrets");

const phone = await open("buyer", { width: 390, height: 844, dark: true });
await phone.goto(`/trade/buyers/orders/${orderId}`);
await patient(phone.getByRole("region", { name: "Map" })).toBeVisible();
await take(phone, "phone");
await browser.close();
