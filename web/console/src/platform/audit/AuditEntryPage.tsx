import { Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import type { AuditEntry } from "../../api/types";
import { fromBase64, prettyJson } from "../../components/bytes";
import { Facts } from "../../components/Facts";
import { HexView } from "../../components/HexView";
import { IdText, shortId } from "../../components/IdText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { exactTime } from "../../components/time";
import { mayOpenPage } from "../../shell/pages";
import { describe, isTransaction } from "../events/describe";
import { useMe } from "../identity/session";
import { AlteredEntryNotice } from "./AlteredNotice";
import { actionText, readEntry, strangerText, type WrittenEntry } from "./entries";
import { KeptPart } from "./KeptPart";
import { ProofCard } from "./ProofCard";
import { entryQuery, useNames } from "./useAudit";
import classes from "./AuditEntryPage.module.css";

const CRUMBS = [{ label: "Platform" }, { label: "Audit log", to: "/platform/audit" as const }];

export default function AuditEntryPage() {
  const { number } = useParams({ from: "/shell/platform/audit/$number" });
  const { data: entry, error, refetch } = useQuery(entryQuery(number));
  const title = `Entry ${number}`;
  if (error !== null || entry === undefined) {
    return (
      <>
        <PageHeader title={title} crumbs={CRUMBS} />
        {error === null ? <Skeleton height={360} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={actionText(entry.action)}
        crumbs={[...CRUMBS, { label: title }]}
        lead={<Lead entry={entry} />}
      />
      <AlteredEntryNotice columns={entry.altered} />
      <div className={classes.layout}>
        <Said entry={entry} />
        <div className={classes.proof}>
          <ProofCard key={`${entry.number} ${entry.isForgotten}`} entry={entry} />
        </div>
        <BytesCard entry={entry} />
      </div>
    </>
  );
}

function Lead({ entry }: { entry: AuditEntry }) {
  const names = useNames();
  const who =
    entry.actor === null
      ? `Somebody ${strangerText(readEntry(fromBase64(entry.entry)))}`
      : nameOf(names, entry.actor.user);
  return `${who}, ${exactTime(entry.at)}`;
}

const nameOf = (names: ReadonlyMap<string, string>, user: string): string => names.get(user) ?? shortId(user);

/** What the bytes say; what the platform reads from them is not asked. */
function Said({ entry }: { entry: AuditEntry }) {
  const written = useMemo(() => readEntry(fromBase64(entry.entry)), [entry.entry]);
  if (written === null)
    return <p className="card card-pad bad">The bytes of this entry cannot be read. They were changed.</p>;
  return (
    <section className="card" aria-label="What was done">
      <div className="card-head">
        <h2>What was done</h2>
        <span className="push small muted">read from the bytes below</span>
      </div>
      <div className="card-pad stack">
        <SaidFacts entry={entry} written={written} />
        <KeptPart entry={entry} isNamed={written.personal !== null} />
      </div>
    </section>
  );
}

function SaidFacts({ entry, written }: { entry: AuditEntry; written: WrittenEntry }) {
  const names = useNames();
  const { actor, correlation } = written;
  return (
    <Facts
      of={[
        ["Action", <span className="mono">{written.action}</span>],
        [
          "Who",
          actor === null ? (
            `Somebody ${strangerText(written)}`
          ) : (
            <>
              {nameOf(names, actor.user)} <IdText id={actor.user} label="user id" />{" "}
              <Link to="/platform/audit" search={{ actor: actor.user }} className="nowrap">
                All they did
              </Link>
            </>
          ),
        ],
        ["With", actor && credentialText(actor.credential)],
        ["When", exactTime(written.at)],
        ["Service", written.service],
        ...Object.entries(written.target).map(
          ([name, value]) => [targetLabel(name), <IdText id={value} full label={name} />] as const,
        ),
        ["Case", correlation === null ? null : <CaseLinks correlation={correlation} />],
        ["Events", <EventLinks written={written} />],
        ["Entry id", <IdText id={written.id} label="entry id" />],
        ["Leaf hash", <IdText id={entry.leafHash} full label="leaf hash" />],
      ]}
    />
  );
}

/** "keyId" is "Key id"; the one id of a path is what the act was on. */
const targetLabel = (name: string): string => {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return name === "id" ? "On" : words.charAt(0).toUpperCase() + words.slice(1);
};

const credentialText = (credential: string | null): string | null =>
  credential === "ApiKey"
    ? "an API key"
    : credential === "Session"
      ? "a session"
      : credential === "Password"
        ? "a password"
        : credential;

function CaseLinks({ correlation }: { correlation: string }) {
  const me = useMe();
  return (
    <span className="row wrap">
      <IdText id={correlation} label="correlation id" />
      <Link to="/platform/audit" search={{ correlationId: correlation }}>
        All that was done
      </Link>
      <Link to="/platform/events" search={{ correlationId: correlation }}>
        All that happened
      </Link>
      {isTransaction(correlation) && mayOpenPage(me, "/trade/messages") && (
        <Link to="/trade/messages" search={{ transactionId: correlation }}>
          Its messages
        </Link>
      )}
    </span>
  );
}

function EventLinks({ written: { events } }: { written: WrittenEntry }) {
  if (!Array.isArray(events)) return `${events.count.toLocaleString("en-GB")}, too many to name each`;
  if (events.length === 0) return <span className="muted">It said none</span>;
  return (
    <ul>
      {events.map(({ id, type }) => (
        <li key={id}>
          <Link to="/platform/events" search={{ event: id, type }} title={`${type} ${id}`}>
            {describe(type).what}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function BytesCard({ entry }: { entry: AuditEntry }) {
  const bytes = useMemo(() => fromBase64(entry.entry), [entry.entry]);
  const pretty = useMemo(() => prettyJson(bytes), [bytes]);
  return (
    <section className="card" aria-label="Bytes of the entry">
      <div className="card-head">
        <h2>Bytes</h2>
        <a
          className="push small"
          download={`entry-${entry.number}.json`}
          href={`data:application/json;base64,${entry.entry}`}
        >
          Download
        </a>
      </div>
      <Tabs defaultValue={pretty === null ? "raw" : "pretty"} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="pretty" disabled={pretty === null}>
            Laid out
          </Tabs.Tab>
          <Tabs.Tab value="raw">Exact</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="pretty">
          <pre className={classes.code} tabIndex={0} aria-label="Entry, laid out">
            {pretty}
          </pre>
        </Tabs.Panel>
        <Tabs.Panel value="raw">
          <HexView bytes={bytes} note="as they are hashed" />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
