import { Button, Modal, NumberInput, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { formatMoney, formatUnits, parseAsset, parseMoney } from "../../api/money";
import type { Product } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { PRODUCTS } from "./shops";

export function EditProductDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const { asset } = product.price;
  const { code, decimals } = parseAsset(asset);
  const [price, setPrice] = useState(formatUnits(product.price));
  const [stock, setStock] = useState(product.stock);
  const [available, setAvailable] = useState(product.available);
  const client = useQueryClient();
  const money = parseMoney(price, asset);
  const tooMuch = money !== null && BigInt(money.units) > BigInt(product.marketPrice.units);
  const tooFew = stock < product.reserved;
  const save = useMutation({
    mutationFn: () => api.put(`${PRODUCTS}/${product.id}`, { price: money, stock, available }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["list", PRODUCTS] });
      toastDone(`${product.name} is changed`, "The next search shows it so.");
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={product.name} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (money !== null && !tooMuch && !tooFew) save.mutate();
        }}
      >
        <NumberInput
          label="Price of one piece"
          value={price.replaceAll(",", "")}
          decimalScale={decimals}
          fixedDecimalScale
          min={0}
          hideControls
          thousandSeparator=","
          suffix={` ${code}`}
          error={tooMuch ? `Not above the printed price of ${formatMoney(product.marketPrice)}.` : undefined}
          onChange={(value) => setPrice(String(value))}
          data-autofocus
        />
        <NumberInput
          label="On the shelf"
          description={`${product.reserved} of them are promised to open orders.`}
          value={stock}
          min={0}
          allowDecimal={false}
          error={tooFew ? "More are promised to buyers than would be left." : undefined}
          onChange={(value) => setStock(Number(value))}
        />
        <Switch label="On sale" checked={available} onChange={(event) => setAvailable(event.currentTarget.checked)} />
        {save.error !== null && <ProblemAlert error={save.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={money === null || tooMuch || tooFew} loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
