import "@mantine/core/styles.css";
import "./styles/global.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/client";
import { meQuery } from "./platform/identity/session";
import { makeRouter } from "./router";
import { theme, variables } from "./styles/theme";

const MAX_RETRIES = 2;

/** A session that ended elsewhere: the shell sends to the sign-in page, which leads back here. */
function onError(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401 || queries.getQueryData(meQuery.queryKey) === null) return;
  queries.setQueryData(meQuery.queryKey, null);
  void router.invalidate();
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only what may pass by itself is asked again.
      retry: (count, error) =>
        count < MAX_RETRIES && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
    },
  },
});
const router = makeRouter(queries);
const scheme = localStorageColorSchemeManager({ key: "skylink.scheme" });

const element = document.getElementById("root");
if (element === null) throw new Error("index.html has no #root");
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        colorSchemeManager={scheme}
        defaultColorScheme="auto"
      >
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
