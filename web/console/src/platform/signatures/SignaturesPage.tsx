import { Button, Tabs } from "@mantine/core";
import { useState } from "react";
import { PageHeader } from "../../components/PageHeader";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../identity/session";
import { NewKeysDialog } from "./NewKeysDialog";
import { RegisterClientDialog } from "./RegisterClientDialog";
import { SigningClients } from "./SigningClients";
import { SigningKeys } from "./SigningKeys";

const LEADS = {
  keys: "Keys that sign for organizations and for the platform. Secrets never leave; rotation and revocation hold at once.",
  clients: "Programs that sign their requests with keys of their own, so that a stolen session moves no money.",
};

/** Keys of which SkyLink keeps the secret, and keys of which it knows the public half; the address says which. */
export default function SignaturesPage() {
  const [filters, set] = useFilters();
  const mayManage = mayOpen(useMe(), ["partner"]);
  const [isAsking, setIsAsking] = useState(false);
  const tab = filters.tab === "clients" ? "clients" : "keys";
  const close = () => setIsAsking(false);
  return (
    <>
      <PageHeader
        title="Signing keys"
        crumbs={[{ label: "Platform" }]}
        lead={LEADS[tab]}
        actions={
          mayManage && (
            <Button onClick={() => setIsAsking(true)}>{tab === "keys" ? "New purpose…" : "Register client…"}</Button>
          )
        }
      />
      <Tabs
        value={tab}
        onChange={(next) => set({ tab: next === "clients" ? next : undefined, key: undefined, client: undefined })}
        keepMounted={false}
        mb={16}
      >
        <Tabs.List mb={16}>
          <Tabs.Tab value="keys">Keys of purposes</Tabs.Tab>
          <Tabs.Tab value="clients">Clients</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="keys">
          <SigningKeys mayManage={mayManage} />
        </Tabs.Panel>
        <Tabs.Panel value="clients">
          <SigningClients />
        </Tabs.Panel>
      </Tabs>
      {isAsking && tab === "keys" && <NewKeysDialog onClose={close} />}
      {isAsking && tab === "clients" && (
        <RegisterClientDialog onRegistered={({ id }) => set({ client: id })} onClose={close} />
      )}
    </>
  );
}
