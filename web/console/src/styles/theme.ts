import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const sky: MantineColorsTuple = [
  "#eef4fe",
  "#dce8fc",
  "#b9d0f8",
  "#92b5f3",
  "#6c9aec",
  "#4a80e2",
  "#2b62d0",
  "#2250ae",
  "#1c418c",
  "#173571",
];

const dark: MantineColorsTuple = [
  "#d5dae1",
  "#b3bac5",
  "#98a1ae",
  "#6d7684",
  "#3d4552",
  "#2b323d",
  "#1f252e",
  "#171b22",
  "#0f1216",
  "#0a0c0f",
];

const red: MantineColorsTuple = [
  "#fdeeec",
  "#f9d8d5",
  "#f1b0ab",
  "#e9867f",
  "#e2645b",
  "#d8453b",
  "#c5352b",
  "#a62a22",
  "#88231d",
  "#6d1d18",
];

export const theme = createTheme({
  primaryColor: "sky",
  primaryShade: 6,
  colors: { sky, dark, red },
  defaultRadius: 6,
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    '-apple-system, "Segoe UI Variable Text", "Segoe UI", Inter, Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  headings: { fontWeight: "600" },
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    NumberInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md" } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 12 } },
    Menu: { defaultProps: { shadow: "md", position: "bottom-end" } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 10,
        overlayProps: { backgroundOpacity: 0.4 },
        transitionProps: { duration: 120, transition: "fade" },
      },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.3 }, transitionProps: { duration: 150 } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
  },
});

/** Mantine's own variables take the console's tokens, so that both schemes are decided in one file. */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--muted)",
    "--mantine-color-placeholder": "var(--faint)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-error": "var(--bad)",
    "--mantine-color-anchor": "var(--accent-text)",
  };
  return { variables: {}, light: shared, dark: shared };
};
