import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useFilters } from "../../components/useFilters";

/** What services tell each other, and what participants do, beside it; which of them is shown is in the address. */
export function BusTabs({ events, messages }: { events: ReactNode; messages: ReactNode }) {
  const [filters, set] = useFilters();
  return (
    <Tabs
      value={filters.tab ?? "events"}
      onChange={(tab) => set({ tab: tab === "events" ? undefined : (tab ?? undefined) })}
      keepMounted={false}
      mb={16}
    >
      <Tabs.List mb={16}>
        <Tabs.Tab value="events">Events</Tabs.Tab>
        <Tabs.Tab value="messages">Protocol messages</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="events">{events}</Tabs.Panel>
      <Tabs.Panel value="messages">{messages}</Tabs.Panel>
    </Tabs>
  );
}
