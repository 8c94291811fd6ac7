import { defineConfig } from "@playwright/test";

/**
 * Against a running SkyLink where SKYLINK_URL names one (the accounts then come from SKYLINK_DEMO_ACCOUNTS, the file
 * that demo mode writes), else against the built console over its mock.
 */
const url = process.env["SKYLINK_URL"];
const mockPort = Number(process.env["SKYLINK_MOCK_PORT"] ?? "28417");

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/browser",
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  reporter: [["list"]],
  use: {
    baseURL: url ?? `http://127.0.0.1:${mockPort}`,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["SKYLINK_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    },
  },
  ...(url === undefined
    ? {
        webServer: {
          command: `npm run preview:mock -- --port ${mockPort} --strictPort`,
          cwd: "../../web/console",
          url: `http://127.0.0.1:${mockPort}/health`,
          reuseExistingServer: false,
          env: { SKYLINK_MOCK_STEP_MS: "1500" },
        },
      }
    : {}),
});
