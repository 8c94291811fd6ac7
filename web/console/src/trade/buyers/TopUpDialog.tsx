import { Button, Modal, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { formatMoney, parseAsset, parseMoney } from "../../api/money";
import type { Money, Wallet } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { walletQuery } from "./queries";

const SUGGESTED = "5000";

/** Money of the demonstration: it comes from the ledger's outside, as a bank transfer would. */
export function TopUpDialog({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const [text, setText] = useState(SUGGESTED);
  const client = useQueryClient();
  const asset = wallet.balance.asset;
  const amount = parseMoney(text, asset);
  const topUp = useMutation({
    mutationFn: (input: Money) => api.post("/api/v1/payments/top-ups", { amount: input }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: walletQuery.queryKey });
      toastDone("Your wallet is topped up");
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Top up the wallet" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (amount !== null) topUp.mutate(amount);
        }}
      >
        <NumberInput
          label="Amount"
          value={text}
          min={0}
          decimalScale={parseAsset(asset).decimals}
          thousandSeparator=","
          hideControls
          suffix={` ${parseAsset(asset).code}`}
          description={`${formatMoney(wallet.topUpLimitPerDay)} a day at most; ${formatMoney(wallet.toppedUpToday)} today so far.`}
          onChange={(value) => setText(String(value))}
          data-autofocus
        />
        {topUp.error !== null && <ProblemAlert error={topUp.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={amount === null} loading={topUp.isPending}>
            Top up
          </Button>
        </div>
      </form>
    </Modal>
  );
}
