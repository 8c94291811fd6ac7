import { SegmentedControl, Skeleton, Tabs } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { MessageDetail } from "../../api/types";
import { fromBase64, prettyJson } from "../../components/bytes";
import { HexView } from "../../components/HexView";
import { IdText } from "../../components/IdText";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { exactTime } from "../../components/time";
import { headerParts } from "./headers";
import { judge, shortName, type Arrow, type Recorded } from "./exchange";
import { useMessage } from "./useMessages";
import classes from "./MessagePanel.module.css";

export function MessagePanel({ arrow }: { arrow: Arrow }) {
  const [side, setSide] = useState<"received" | "sent">(arrow.received ? "received" : "sent");
  const record = (side === "received" ? arrow.received : arrow.sent) ?? arrow.sent ?? arrow.received;
  const { tone, word } = judge(arrow);
  return (
    <section className={`card ${classes.panel}`} aria-label={`Message ${arrow.action}`}>
      <div className="card-head">
        <h2 className="mono">{arrow.action}</h2>
        <span className="push">
          <StateBadge state={word} tone={tone} />
        </span>
      </div>
      <div className={classes.route}>
        <span className="truncate" title={arrow.from}>
          {shortName(arrow.from)}
        </span>
        <span className="faint" aria-label="to">
          →
        </span>
        <span className="truncate" title={arrow.to}>
          {shortName(arrow.to)}
        </span>
        {arrow.sent && arrow.received && (
          <SegmentedControl
            className="push"
            size="xs"
            value={side}
            onChange={(value) => setSide(value)}
            aria-label="Whose record"
            data={[
              { value: "received", label: "Received" },
              { value: "sent", label: "Sent" },
            ]}
          />
        )}
      </div>
      {record && <Detail key={record.id} record={record} />}
    </section>
  );
}

function Detail({ record }: { record: Recorded }) {
  const { data, error, refetch } = useMessage(record);
  if (error !== null)
    return (
      <div className="card-pad">
        <ProblemAlert error={error} onRetry={() => void refetch()} compact />
      </div>
    );
  if (data === undefined)
    return (
      <div className="card-pad">
        <Skeleton height={280} />
      </div>
    );
  const failed = data.checks.filter((check) => !check.ok).length;
  return (
    <Tabs defaultValue="checks" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="checks">Checks{failed > 0 ? ` (${failed} failed)` : ""}</Tabs.Tab>
        <Tabs.Tab value="body">Body</Tabs.Tab>
        <Tabs.Tab value="raw">Bytes</Tabs.Tab>
        <Tabs.Tab value="headers">Headers</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="checks">
        <Checks detail={data} />
      </Tabs.Panel>
      <Tabs.Panel value="body">
        <Body detail={data} />
      </Tabs.Panel>
      <Tabs.Panel value="raw">
        <Raw detail={data} />
      </Tabs.Panel>
      <Tabs.Panel value="headers">
        <Headers detail={data} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Checks({ detail }: { detail: MessageDetail }) {
  const { message } = detail;
  return (
    <>
      <ul className={classes.checks}>
        {detail.checks.map((check) => (
          <li key={check.name}>
            {check.ok ? (
              <IconCheck size={17} className="good" aria-label="Passed" />
            ) : (
              <IconX size={17} className="bad" aria-label="Failed" />
            )}
            <span className="stack-0">
              <span className={check.ok ? "" : "strong"}>{check.name}</span>
              <span className="small muted">{check.detail}</span>
            </span>
          </li>
        ))}
        {detail.checks.length === 0 && <li className="muted">No check was recorded for this message.</li>}
      </ul>
      <dl className={classes.facts}>
        {message.code !== null && (
          <>
            <dt>Error code</dt>
            <dd className="mono bad">{message.code}</dd>
          </>
        )}
        {message.reason !== null && (
          <>
            <dt>{message.direction === "in" ? "Refused because" : "Given up because"}</dt>
            <dd>{message.reason}</dd>
          </>
        )}
        <dt>Message id</dt>
        <dd>
          <IdText id={message.messageId} label="message id" />
        </dd>
        <dt>Says it was sent</dt>
        <dd>{exactTime(message.timestamp)}</dd>
        <dt>{message.direction === "in" ? "Received" : "Written"}</dt>
        <dd>{exactTime(message.receivedAt)}</dd>
        {message.direction === "out" && (
          <>
            <dt>Delivery</dt>
            <dd>
              {message.deliveryState ?? "–"}, {message.attempts} {message.attempts === 1 ? "attempt" : "attempts"}
            </dd>
          </>
        )}
        <dt>Size</dt>
        <dd>{message.bodyBytes.toLocaleString("en-GB")} bytes</dd>
      </dl>
    </>
  );
}

function Body({ detail }: { detail: MessageDetail }) {
  const pretty = useMemo(() => prettyJson(fromBase64(detail.bodyBase64)), [detail]);
  return pretty === null ? (
    <p className="card-pad muted">The body is no JSON in UTF-8. Its bytes are in the next tab.</p>
  ) : (
    <>
      <p className={classes.note}>Laid out for reading. What was signed are the bytes as they came.</p>
      <pre className={classes.code} tabIndex={0}>
        {pretty}
      </pre>
    </>
  );
}

function Raw({ detail }: { detail: MessageDetail }) {
  const bytes = useMemo(() => fromBase64(detail.bodyBase64), [detail]);
  return <HexView bytes={bytes} note="as they came over the wire" />;
}

function Headers({ detail }: { detail: MessageDetail }) {
  const headers = [
    ["Authorization", detail.header],
    ["X-Gateway-Authorization", detail.gatewayHeader],
  ] as const;
  return (
    <div className="card-pad stack">
      {headers
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => (
          <div key={name} className="stack-tight">
            <div className="row">
              <span className="strong">{name}</span>
              <span className="push">
                <IdText id={value ?? ""} label={`header ${name}`} />
              </span>
            </div>
            <dl className={classes.header}>
              {headerParts(value ?? "").map(([part, text]) => (
                <div key={part}>
                  <dt>{part}</dt>
                  <dd className="mono">{text}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      {detail.header === "" && <p className="muted">This message came without a signature header.</p>}
    </div>
  );
}
