import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { api } from "../../api/client";
import type { Application, Participant, ParticipantAction, ParticipantDetail, Participation } from "../../api/types";
import { Facts } from "../../components/Facts";
import { IdText } from "../../components/IdText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge, stateLabel } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { capitalised } from "../../components/words";
import { mayOpen, useMe } from "../../platform/identity/session";
import { DecisionDialog } from "./DecisionDialog";
import { EnrolmentList } from "./EnrolmentList";
import { KeyTable } from "./KeyTable";
import { participantPath, TYPES } from "./participants";
import classes from "./ParticipantPage.module.css";

const CRUMBS = [{ label: "Trade" }, { label: "Participants", to: "/trade/registry" as const }];
const REFRESH_MS = 5_000;

export default function ParticipantPage() {
  const { subscriberId } = useParams({ from: "/shell/trade/registry/$subscriberId" });
  const [decision, setDecision] = useState<ParticipantAction | null>(null);
  const me = useMe();
  const mayDecide = mayOpen(me, ["operator"]);
  const mayAct = mayOpen(me, ["operator", "partner"]);
  const query = useQuery({
    queryKey: ["participant", subscriberId],
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => api.get<ParticipantDetail>(participantPath(subscriberId), undefined, signal),
  });
  if (query.error !== null) {
    return (
      <>
        <PageHeader title={subscriberId} crumbs={CRUMBS} />
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  if (query.data === undefined) {
    return (
      <>
        <PageHeader title={subscriberId} crumbs={CRUMBS} />
        <Skeleton height={360} />
      </>
    );
  }
  const { participant, participations, keys, subscriptions, history } = query.data;
  const offered = participant.actions.filter((action) => mayDecide || action === "unsubscribe");
  return (
    <>
      <PageHeader
        title={participant.name}
        crumbs={CRUMBS}
        badge={<StateBadge state={participant.status} />}
        lead={
          <span className="row wrap">
            <IdText id={participant.subscriberId} full label="subscriber id" />
            {participant.reason !== null && <span>· {participant.reason}</span>}
          </span>
        }
        actions={
          mayAct &&
          offered.map((action) => (
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
          <Participations participations={participations} />
          <KeyTable subscriberId={participant.subscriberId} keys={keys} mayRevoke={mayAct} />
          <EnrolmentList enrolments={subscriptions} />
        </div>
        <aside className={`stack ${classes.side}`}>
          <Company participant={participant} application={query.data.application} />
          <History history={history} />
          <section className="card card-pad stack-tight" aria-label="Evidence">
            <h2 className={classes.heading}>Evidence</h2>
            <Link to="/platform/events" search={{ subject: participant.subscriberId }} className="small">
              Events about this participant
            </Link>
          </section>
        </aside>
      </div>
      {decision !== null && <DecisionDialog one={participant} action={decision} onClose={() => setDecision(null)} />}
    </>
  );
}

export const isPositive = (action: ParticipantAction): boolean => action === "approve" || action === "reinstate";

function Participations({ participations }: { participations: Participation[] }) {
  return (
    <section className="card" aria-label="Takes part as">
      <div className="card-head">
        <h2>Takes part as</h2>
      </div>
      {participations.length === 0 && (
        <p className="card-pad muted">Nothing yet: it says so itself when it subscribes with its key.</p>
      )}
      <ul>
        {participations.map((part) => (
          <li key={`${part.type}-${part.domain}`} className={classes.part}>
            <div className="row wrap">
              <span className="strong">{TYPES.find((type) => type.value === part.type)?.label ?? part.type}</span>
              {part.kind !== "none" && (
                <span className="muted">{part.kind === "isn" ? "own stock" : "marketplace"}</span>
              )}
              <span className="muted">in {part.domain}</span>
              {part.accreditedAt === null && <StateBadge state="not accredited" tone="warn" />}
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

function Company({ participant, application }: { participant: Participant; application: Application | null }) {
  const facts: [string, ReactNode][] = [
    ["Country", participant.country],
    ["Known since", <TimeText key="since" at={participant.createdAt} />],
  ];
  if (application) {
    facts.push(
      ["Registration", application.registrationNumber],
      ["Tax number", application.taxNumber],
      ["Address", application.address],
    );
    for (const contact of application.contacts) facts.push(["Contact", <Contact key={contact.email} of={contact} />]);
  }
  return (
    <section className="card card-pad stack-tight" aria-label="Company">
      <h2 className={classes.heading}>Company</h2>
      <Facts of={facts} />
    </section>
  );
}

function Contact({ of: contact }: { of: Application["contacts"][number] }) {
  return (
    <>
      {contact.name}
      <br />
      <a href={`mailto:${contact.email}`}>{contact.email}</a>
    </>
  );
}

function History({ history }: { history: ParticipantDetail["history"] }) {
  return (
    <section className="card card-pad stack-tight" aria-label="History">
      <h2 className={classes.heading}>History</h2>
      {history.length === 0 && <p className="muted">Nothing was decided yet.</p>}
      <ol className={classes.history}>
        {history.map((moment) => (
          <li key={`${moment.at}${moment.what}`}>
            <span className="stack-0">
              <span className={classes.what}>{capitalised(moment.what)}</span>
              <span className="small muted">
                {moment.by}
                {moment.reason !== null && `: ${moment.reason}`}
              </span>
            </span>
            <span className="small muted">
              <TimeText at={moment.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
