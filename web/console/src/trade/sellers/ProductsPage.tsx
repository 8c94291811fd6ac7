import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBoxSeam, IconUpload } from "@tabler/icons-react";
import { useRows } from "../../api/lists";
import { formatUnits } from "../../api/money";
import type { Product, Shop } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar } from "../../components/FilterBar";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge } from "../../components/StateBadge";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../../platform/identity/session";
import { ItemImage } from "../buyers/ItemImage";
import { EditProductDialog } from "./EditProductDialog";
import { ImportDialog } from "./ImportDialog";
import { FEW_LEFT, leftOf, PRODUCTS, SHOPS } from "./shops";
import { ShopsPanel } from "./ShopsPanel";

const COLUMNS: readonly Column<Product>[] = [
  {
    key: "name",
    header: "Product",
    text: (row) => row.name,
    render: (row) => (
      <span className="row">
        <ItemImage src={row.image} name={row.name} size={26} />
        <span className="truncate">{row.name}</span>
        {!row.available && <StateBadge state="hidden" />}
      </span>
    ),
  },
  {
    key: "sku",
    header: "SKU",
    width: 110,
    text: (row) => row.sku,
    render: (row) => <span className="mono">{row.sku}</span>,
  },
  { key: "category", header: "Category", width: 190, text: (row) => row.category, render: (row) => row.category },
  { key: "brand", header: "Brand", width: 130, text: (row) => row.brand, render: (row) => row.brand, hidden: true },
  {
    key: "price",
    header: "Price",
    width: 120,
    align: "right",
    text: (row) => formatUnits(row.price),
    render: (row) => <MoneyText money={row.price} />,
  },
  {
    key: "left",
    header: "Left",
    width: 80,
    align: "right",
    text: (row) => String(leftOf(row)),
    render: (row) => (
      <span className={leftOf(row) <= FEW_LEFT ? "warn strong" : ""}>{leftOf(row).toLocaleString("en-GB")}</span>
    ),
  },
  {
    key: "reserved",
    header: "Promised",
    width: 88,
    align: "right",
    text: (row) => String(row.reserved),
    render: (row) => (row.reserved === 0 ? <span className="faint">0</span> : row.reserved),
  },
];

const LEFT = [
  { value: "0", label: "Sold out" },
  { value: String(FEW_LEFT), label: `${FEW_LEFT} or fewer` },
];

const shopField = (names: ReadonlyMap<string, string>) => ({
  key: "shop",
  label: "Shop",
  kind: "choice" as const,
  options: [...names].map(([value, label]) => ({ value, label })),
  width: 180,
});

const shopColumn = (names: ReadonlyMap<string, string>): Column<Product> => ({
  key: "shop",
  header: "Shop",
  width: 150,
  text: (row) => row.shop,
  render: (row) => names.get(row.shop) ?? row.shop,
});

export default function ProductsPage() {
  const [filters, set] = useFilters();
  const [importing, dialog] = useDisclosure(false);
  const shops = useRows<Shop>(SHOPS);
  const source = useRows<Product>(PRODUCTS, { shop: filters.shop, text: filters.text, leftAtMost: filters.left });
  const maySell = mayOpen(useMe(), ["seller", "partner", "operator"]);
  const edited = source.rows.find((row) => row.id === filters.product);
  const names = new Map(shops.rows.map(({ slug, name }) => [slug, name]));
  const fields = [
    { key: "text", label: "Name or category", kind: "text" as const, width: 220 },
    ...(names.size > 1 ? [shopField(names)] : []),
    { key: "left", label: "Left", kind: "choice" as const, options: LEFT, width: 150 },
  ];
  // Who keeps one shop need not be told which.
  const columns = names.size > 1 ? [...COLUMNS.slice(0, 2), shopColumn(names), ...COLUMNS.slice(2)] : COLUMNS;
  return (
    <>
      <PageHeader
        title="Products"
        crumbs={[{ label: "Trade" }]}
        lead="What the shops offer on the network, and how much of it is left."
        actions={
          maySell && (
            <Button leftSection={<IconUpload size={16} />} onClick={dialog.open}>
              Import catalogue
            </Button>
          )
        }
      />
      <ShopsPanel shops={shops.rows} may={maySell} />
      <DataTable
        id="products"
        label="Products"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        filters={<FilterBar fields={fields} />}
        reserve={330}
        {...(maySell ? { onOpen: (row: Product) => set({ product: row.id }) } : {})}
        empty={
          <EmptyState
            icon={IconBoxSeam}
            title="No product fits"
            action={
              maySell && (
                <Button variant="default" onClick={dialog.open}>
                  Import a catalogue
                </Button>
              )
            }
          >
            Import a catalogue as CSV or JSON; every row becomes a product that buyers find.
          </EmptyState>
        }
      />
      {importing && <ImportDialog shops={shops.rows} onClose={dialog.close} />}
      {edited && maySell && (
        <EditProductDialog key={edited.id} product={edited} onClose={() => set({ product: undefined })} />
      )}
    </>
  );
}
