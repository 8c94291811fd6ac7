import react from "@vitejs/plugin-react";
import { defineConfig, type PluginOption } from "vite";

/**
 * `npm run dev` proxies to a running SkyLink (SKYLINK_URL); `npm run dev:mock` answers from dev/ instead,
 * so that a page can be built before its service is.
 */
export default defineConfig(async ({ mode }) => {
  const plugins: PluginOption[] = [react()];
  if (mode === "mock") {
    const { mockApi } = await import("./dev/plugin.ts");
    plugins.push(mockApi());
  }
  const target = process.env["SKYLINK_URL"] ?? "http://127.0.0.1:7080";
  const proxy = mode === "mock" ? undefined : { "/api": target, "/health": target, "/openapi": target };
  return {
    plugins,
    server: { proxy, host: "127.0.0.1" },
    preview: { host: "127.0.0.1" },
    build: { target: "es2022", sourcemap: false, manifest: true, chunkSizeWarningLimit: 700 },
    test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
  };
});
