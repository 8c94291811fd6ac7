import { Button, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBoxSeam, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import { formatUnits } from "../../api/money";
import type { Product, Shop } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar } from "../../components/FilterBar";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { StateBadge } from "../../components/StateBadge";
import { toastDone, toastProblem } from "../../components/toast";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../../platform/identity/session";
import { ItemImage } from "../buyers/ItemImage";
import { EditProductDialog } from "./EditProductDialog";
import { ImportDialog } from "./ImportDialog";
import { FEW_LEFT, leftOf, PRODUCTS, SHOPS } from "./shops";
import classes from "./ProductsPage.module.css";

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
  { key: "shop", header: "Shop", width: 150, text: (row) => row.shop, render: (row) => row.shop },
  { key: "category", header: "Category", width: 170, text: (row) => row.category, render: (row) => row.category },
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

export default function ProductsPage() {
  const [filters, set] = useFilters();
  const [importing, dialog] = useDisclosure(false);
  const shops = useRows<Shop>(SHOPS);
  const source = useRows<Product>(PRODUCTS, { shop: filters.shop, text: filters.text });
  const maySell = mayOpen(useMe(), ["seller", "partner", "operator"]);
  const edited = source.rows.find((row) => row.id === filters.product);
  const fields = [
    { key: "text", label: "Name or category", kind: "text" as const, width: 220 },
    {
      key: "shop",
      label: "Shop",
      kind: "choice" as const,
      options: shops.rows.map(({ slug, name }) => ({ value: slug, label: name })),
      width: 180,
    },
  ];
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
      {shops.rows.length > 0 && (
        <ul className={classes.shops} aria-label="Shops">
          {shops.rows.map((shop) => (
            <ShopSwitch key={shop.slug} shop={shop} may={maySell} />
          ))}
        </ul>
      )}
      <DataTable
        id="products"
        label="Products"
        columns={COLUMNS}
        source={source}
        rowKey={(row) => row.id}
        filters={<FilterBar fields={fields} />}
        reserve={300}
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

function ShopSwitch({ shop, may }: { shop: Shop; may: boolean }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (online: boolean) => api.put(`${SHOPS}/${encodeURIComponent(shop.slug)}/online`, { online }),
    onSuccess: async (_, online) => {
      await client.invalidateQueries({ queryKey: ["list", SHOPS] });
      const effect = online ? "Searches reach it again." : "Searches no longer reach it. Open orders go on.";
      toastDone(`${shop.name} is ${online ? "online" : "offline"}`, effect);
    },
    onError: toastProblem,
  });
  return (
    <li className={classes.shop}>
      <span className="stack-0 grow">
        <span className="strong truncate">{shop.name}</span>
        <span className="small muted truncate">{shop.address}</span>
      </span>
      <Switch
        size="sm"
        checked={shop.online}
        disabled={!may || change.isPending}
        aria-label={`${shop.name} is online`}
        label={shop.online ? "Online" : "Offline"}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </li>
  );
}
