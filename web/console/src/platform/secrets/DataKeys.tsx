import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { DataKeys as Answer, ServiceDataKeys } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { TimeText } from "../../components/TimeText";
import { toastDone } from "../../components/toast";
import { dataKeysText } from "./secrets";
import classes from "./Secrets.module.css";

const DATA_KEYS = "/api/v1/hosting/data-keys";
const QUERY = ["data-keys"];

/** Which key each service seals personal and secret fields with. */
export function DataKeys() {
  const [isRotating, setIsRotating] = useState(false);
  const { data } = useQuery({
    queryKey: QUERY,
    refetchInterval: 30_000,
    queryFn: ({ signal }) => api.get<Answer>(DATA_KEYS, {}, signal),
  });
  if (data === undefined) return null;
  return (
    <section className={`card ${classes.keys}`} aria-label="Data keys">
      <div className="card-head">
        <h2>Data keys</h2>
        <Button variant="default" size="xs" className="push" onClick={() => setIsRotating(true)}>
          New data keys…
        </Button>
      </div>
      <p className="card-pad muted">{dataKeysText(data)}</p>
      <div className={classes.frame}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">Key</th>
              <th scope="col">Seals since</th>
              <th scope="col">Next from</th>
              <th scope="col">Sealed columns</th>
            </tr>
          </thead>
          <tbody>
            {data.services.map((it) => (
              <Row key={it.service} keys={it} />
            ))}
          </tbody>
        </table>
      </div>
      {isRotating && <RotateDialog onClose={() => setIsRotating(false)} />}
    </section>
  );
}

function Row({ keys }: { keys: ServiceDataKeys }) {
  return (
    <tr>
      <th scope="row">{keys.service}</th>
      <td>{keys.number}</td>
      <td>
        <TimeText at={keys.sealsFrom} />
      </td>
      <td>{keys.nextFrom === null ? <span className="faint">none waits</span> : <TimeText at={keys.nextFrom} />}</td>
      <td title={keys.columns.join("\n")}>
        {keys.columns.length}
        {keys.outdated.length > 0 && <span className="warn">, {keys.outdated.length} under an older key</span>}
      </td>
    </tr>
  );
}

function RotateDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => api.post(`${DATA_KEYS}/rotate`),
    onSuccess: (answer) => {
      onClose();
      client.setQueryData(QUERY, answer);
      toastDone("New data keys will seal in five minutes");
    },
  });
  return (
    <ConfirmDialog
      title="New data keys?"
      action="Make new keys"
      pending={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate()}
      onClose={onClose}
    >
      Every service makes its next key. Five minutes later, when each of its processes knows it, it seals, and what lies
      under earlier keys is sealed anew while the service works. A service does so once a year by itself.
    </ConfirmDialog>
  );
}
