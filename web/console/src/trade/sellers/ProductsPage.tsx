import { Button, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBoxSeam, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { formatUnits } from "../../api/money";
import { useRows } from "../../api/lists";
import type { Product, Shop } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { FilterBar } from "../../components/FilterBar";
import { MoneyText } from "../../components/MoneyText";
import { PageHeader } from "../../components/PageHeader";
import { TimeText } from "../../components/TimeText";
import { toastDone, toastProblem } from "../../components/toast";
import { useFilters } from "../../components/useFilters";
import { mayOpen, useMe } from "../../platform/identity/session";
import { ItemImage } from "../buyers/ItemImage";
import { ImportDialog } from "./ImportDialog";
import classes from "./ProductsPage.module.css";

export const FEW_LEFT = 5;
export const SHOPS = "/api/v1/sellers/shops";

const COLUMNS: readonly Column<Product>[] = [
  {
    key: "name",
    header: "Product",
    text: (row) => row.name,
    render: (row) => (
      <span className="row">
        <ItemImage src={row.image} name={row.name} size={26} />
        <span className="truncate">{row.name}</span>
      </span>
    ),
  },
  { key: "provider", header: "Sold by", width: 170, text: (row) => row.provider, render: (row) => row.provider },
  { key: "category", header: "Category", width: 150, text: (row) => row.category, render: (row) => row.category },
  {
    key: "price",
    header: "Price",
    width: 130,
    align: "right",
    text: (row) => formatUnits(row.price),
    render: (row) => <MoneyText money={row.price} />,
  },
  {
    key: "available",
    header: "In stock",
    width: 100,
    align: "right",
    text: (row) => String(row.available),
    render: (row) => (
      <span className={row.available <= FEW_LEFT ? "warn strong" : ""}>{row.available.toLocaleString("en-GB")}</span>
    ),
  },
  {
    key: "reserved",
    header: "Reserved",
    width: 96,
    align: "right",
    text: (row) => String(row.reserved),
    render: (row) => row.reserved,
  },
  {
    key: "updated",
    header: "Changed",
    width: 110,
    align: "right",
    text: (row) => row.updatedAt,
    render: (row) => <TimeText at={row.updatedAt} />,
  },
];

export default function ProductsPage() {
  const [filters] = useFilters();
  const [importing, dialog] = useDisclosure(false);
  const shops = useRows<Shop>(SHOPS);
  const source = useRows<Product>("/api/v1/sellers/products", { shop: filters.shop, text: filters.text });
  const maySell = mayOpen(useMe(), ["seller"]);
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
    </>
  );
}

function ShopSwitch({ shop, may }: { shop: Shop; may: boolean }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (online: boolean) => api.put(`${SHOPS}/${encodeURIComponent(shop.slug)}/online`, { online }),
    onSuccess: async (_, online) => {
      await client.invalidateQueries({ queryKey: ["list", SHOPS] });
      toastDone(
        `${shop.name} is ${online ? "online" : "offline"}`,
        online ? "Searches reach it again." : "Searches no longer reach it. Open orders go on.",
      );
    },
    onError: toastProblem,
  });
  return (
    <li className={classes.shop}>
      <span className="stack-0 grow">
        <span className="strong truncate">{shop.name}</span>
        <span className="small muted">{shop.products.toLocaleString("en-GB")} products</span>
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
