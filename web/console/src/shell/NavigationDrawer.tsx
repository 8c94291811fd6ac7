import { Drawer } from "@mantine/core";
import { Navigation } from "./Navigation";

/** The navigation on a phone. */
export default function NavigationDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer
      opened
      onClose={onClose}
      size={272}
      title="SkyLink"
      padding="xs"
      closeButtonProps={{ "aria-label": "Close the navigation" }}
    >
      <Navigation narrow={false} onNarrow={onClose} onFollow={onClose} />
    </Drawer>
  );
}
