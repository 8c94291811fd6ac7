import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { api } from "../../api/client";
import type { ParticipantAction, ParticipantDetail, ParticipantKey } from "../../api/types";
import { Facts } from "../../components/Facts";
import { IdText } from "../../components/IdText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge, stateLabel } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { mayOpen, useMe } from "../../platform/identity/session";
import { DecisionDialog } from "./DecisionDialog";
import { KeyTable } from "./KeyTable";
import { participantPath, TYPES } from "./participants";
import classes from "./ParticipantPage.module.css";

const CRUMBS = [{ label: "Trade" }, { label: "Participants", to: "/trade/registry" as const }];
const REFRESH_MS = 5_000;

export default function ParticipantPage() {
  const { subscriberId } = useParams({ from: "/shell/trade/registry/$subscriberId" });
  const [decision, setDecision] = useState<ParticipantAction | null>(null);
  const mayDecide = mayOpen(useMe(), ["operator"]);
  const query = useQuery({
    queryKey: ["participant", subscriberId],
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => api.get<ParticipantDetail>(participantPath(subscriberId), undefined, signal),
  });
  const one = query.data;
  if (query.error !== null) {
    return (
      <>
        <PageHeader title={subscriberId} crumbs={CRUMBS} />
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  if (one === undefined)
    return (
      <>
        <PageHeader title={subscriberId} crumbs={CRUMBS} />
        <Skeleton height={360} />
      </>
    );
  return (
    <>
      <PageHeader
        title={one.legalName}
        crumbs={CRUMBS}
        badge={<StateBadge state={one.status} />}
        lead={
          <span className="row wrap">
            <IdText id={one.subscriberId} full label="subscriber id" />
            {one.reason !== null && <span>· {one.reason}</span>}
          </span>
        }
        actions={
          mayDecide &&
          one.actions.map((action) => (
            <Button
              key={action}
              variant={isPositive(action) ? "filled" : "default"}
              onClick={() => setDecision(action)}
            >
              {stateLabel(action)}
            </Button>
          ))
        }
      />
      <div className={classes.layout}>
        <div className="stack grow">
          <Participations one={one} />
          <KeyTable subscriberId={one.subscriberId} keys={one.keys} mayRevoke={mayDecide} />
        </div>
        <aside className={`stack ${classes.side}`}>
          <Company one={one} />
          <History one={one} />
          <section className="card card-pad stack-tight" aria-label="Evidence">
            <h2 className={classes.heading}>Evidence</h2>
            <Link to="/platform/events" search={{ subject: one.subscriberId }} className="small">
              Events about this participant
            </Link>
          </section>
        </aside>
      </div>
      {decision !== null && <DecisionDialog one={one} action={decision} onClose={() => setDecision(null)} />}
    </>
  );
}

export const isPositive = (action: ParticipantAction): boolean => action === "approve" || action === "reinstate";

function Participations({ one }: { one: ParticipantDetail }) {
  return (
    <section className="card" aria-label="Takes part as">
      <div className="card-head">
        <h2>Takes part as</h2>
      </div>
      {one.participations.length === 0 && (
        <p className="card-pad muted">Nothing yet: it says so itself when it subscribes with its key.</p>
      )}
      <ul>
        {one.participations.map((part) => (
          <li key={`${part.type}-${part.domain}`} className={classes.part}>
            <div className="row wrap">
              <span className="strong">{TYPES.find((type) => type.value === part.type)?.label ?? part.type}</span>
              {part.kind !== "none" && (
                <span className="muted">{part.kind === "isn" ? "own stock" : "marketplace"}</span>
              )}
              <span className="muted">in {part.domain}</span>
              <span className="push muted">{part.cities.join(", ")}</span>
            </div>
            <IdText id={part.subscriberUrl} full label="address" />
            {part.sellers.length > 0 && (
              <p className="small muted">
                Sellers on record: {part.sellers.map((seller) => seller.name ?? seller.keyId).join(", ")}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Company({ one }: { one: ParticipantDetail }) {
  const application = one.application;
  const facts: [string, ReactNode][] = [
    ["Country", one.country],
    ["Known since", <TimeText key="t" at={one.createdAt} />],
  ];
  if (application) {
    facts.push(
      ["Registration", application.registrationNumber],
      ["Tax number", application.taxNumber],
      ["Address", application.address],
    );
    for (const contact of application.contacts)
      facts.push([
        "Contact",
        <span key={contact.email}>
          {contact.name}
          <br />
          <a href={`mailto:${contact.email}`}>{contact.email}</a>
        </span>,
      ]);
  }
  return (
    <section className="card card-pad stack-tight" aria-label="Company">
      <h2 className={classes.heading}>Company</h2>
      <Facts of={facts} />
    </section>
  );
}

const keyMoments = (key: ParticipantKey) => [
  { at: key.validFrom, what: `Key ${key.keyId} becomes valid` },
  ...(key.revokedAt === null ? [] : [{ at: key.revokedAt, what: `Key ${key.keyId} revoked` }]),
];

function History({ one }: { one: ParticipantDetail }) {
  const moments = [
    { at: one.createdAt, what: "Applied" },
    ...one.keys.flatMap(keyMoments),
    { at: one.updatedAt, what: `Last change: ${stateLabel(one.status).toLowerCase()}` },
  ].sort((left, right) => (left.at < right.at ? 1 : -1));
  return (
    <section className="card card-pad stack-tight" aria-label="History">
      <h2 className={classes.heading}>History</h2>
      <ol className={classes.history}>
        {moments.map((moment) => (
          <li key={`${moment.at}${moment.what}`}>
            <span>{moment.what}</span>
            <span className="small muted">
              <TimeText at={moment.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
