import { Button, FileInput, Modal, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { CatalogueImport, Shop } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { FORMATS, formatOf, MAX_CATALOGUE_BYTES, type Format } from "./catalogues";

export function ImportDialog({ shops, onClose }: { shops: Shop[]; onClose: () => void }) {
  const [shop, setShop] = useState<string | null>(shops[0]?.slug ?? null);
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<Format>("csv");
  const client = useQueryClient();
  const tooLarge = file !== null && file.size > MAX_CATALOGUE_BYTES;
  const send = useMutation({
    mutationFn: (chosen: File): Promise<CatalogueImport> =>
      api.post("/api/v1/sellers/catalogues", undefined, {
        query: { shop, format },
        content: chosen,
        contentType: format === "csv" ? "text/csv" : "application/json",
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["list"] }),
  });
  return (
    <Modal opened onClose={onClose} title="Import a catalogue" closeButtonProps={{ "aria-label": "Close" }}>
      <div className="stack">
        <Select
          label="Into the shop"
          data={shops.map(({ slug, name }) => ({ value: slug, label: name }))}
          value={shop}
          onChange={setShop}
          allowDeselect={false}
        />
        <FileInput
          label="File"
          placeholder="Choose a CSV or JSON file"
          accept=".csv,.json,text/csv,application/json"
          value={file}
          clearable
          error={tooLarge ? "Larger than 64 MiB: split it." : undefined}
          onChange={(next) => {
            setFile(next);
            send.reset();
            if (next) void formatOf(next).then(setFormat);
          }}
        />
        <Select
          label="Format"
          data={[...FORMATS]}
          value={format}
          onChange={(value) => setFormat(value as Format)}
          allowDeselect={false}
        />
        {send.error !== null && <ProblemAlert error={send.error} compact />}
        {send.data && <Outcome outcome={send.data} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            {send.data ? "Done" : "Back"}
          </Button>
          {!send.data && (
            <Button
              disabled={file === null || shop === null || tooLarge}
              loading={send.isPending}
              onClick={() => file && send.mutate(file)}
            >
              Import
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

const SHOWN = 20;

function Outcome({ outcome }: { outcome: CatalogueImport }) {
  const hidden = outcome.refused - Math.min(SHOWN, outcome.refusedRows.length);
  return (
    <div role="status" className="stack-tight">
      <p>
        <span className="strong">{outcome.added.toLocaleString("en-GB")}</span> new,{" "}
        {outcome.replaced.toLocaleString("en-GB")} replaced
        {outcome.unchanged > 0 && `, ${outcome.unchanged.toLocaleString("en-GB")} as they were`}
        {outcome.refused > 0 && `, ${outcome.refused.toLocaleString("en-GB")} refused`}.
      </p>
      {outcome.refused > 0 && (
        <ul className="small">
          {outcome.refusedRows.slice(0, SHOWN).map((row) => (
            <li key={row.line}>
              Line {row.line}: {row.reason}
            </li>
          ))}
          {hidden > 0 && <li className="muted">and {hidden.toLocaleString("en-GB")} more</li>}
        </ul>
      )}
    </div>
  );
}
