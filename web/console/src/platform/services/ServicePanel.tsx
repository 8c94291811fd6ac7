import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Facts } from "../../components/Facts";
import { StateBadge } from "../../components/StateBadge";
import { HealthMark } from "../../components/HealthMark";
import { TimeText } from "../../components/TimeText";
import { latencyText, processText, reasonText, type Need, type Service } from "./services";
import classes from "./ServicesPage.module.css";

interface Props {
  service: Service;
  culprits: readonly string[];
  onChoose: (name: string | undefined) => void;
}

/** All that is known of one service, in words. */
export function ServicePanel({ service, culprits, onChoose }: Props) {
  const [process] = service.processes;
  return (
    <section className={`card ${classes.panel}`} aria-label={`Service ${service.name}`}>
      <div className="card-head">
        <h2 className="truncate">{service.name}</h2>
        <span className="push">
          <StateBadge state={service.status} />
        </span>
        <button type="button" className={classes.close} onClick={() => onChoose(undefined)} aria-label="Close">
          <IconX size={16} aria-hidden />
        </button>
      </div>
      <div className="card-pad stack">
        {culprits.length > 0 && (
          <p className="warn">
            It is healthy itself, but needs <Names of={culprits} onChoose={onChoose} />
          </p>
        )}
        <section>
          <h3 className={classes.heading}>Checks</h3>
          <ul className={classes.list}>
            {service.checks.map((check) => (
              <li key={check.name}>
                <span className="row">
                  <HealthMark status={check.status} />
                  <span className="grow">{check.name}</span>
                  <span className="small muted nowrap">
                    {check.status === "Healthy" ? "" : `${check.status}, `}
                    {latencyText(check.durationMilliseconds)}
                  </span>
                </span>
                {check.detail !== null && <span className={classes.reason}>{check.detail}</span>}
              </li>
            ))}
            {service.checks.length === 0 && (
              <li className="muted">{service.detail ?? "It has no check of its own."}</li>
            )}
          </ul>
        </section>
        <Needs title="Needs" needs={service.needs} isOwn onChoose={onChoose} none="Nothing beside its database." />
        <Needs title="Needed by" needs={service.neededBy} onChoose={onChoose} none="No other service." />
        <section>
          <h3 className={classes.heading}>Where</h3>
          <Facts
            of={[
              ["Process", service.processes.length === 0 ? "none that answers" : places(service)],
              ["Since", process === undefined ? null : <TimeText at={process.startedAt} />],
              ["Version", process === undefined ? null : <span className="mono">{process.version.split("+")[0]}</span>],
              ["Endpoints", process === undefined ? null : service.endpoints],
              ["Offers", service.contracts.length === 0 ? null : service.contracts.join(", ")],
            ]}
          />
        </section>
        <p className="row wrap">
          <Link to="/platform/events" search={{ service: service.name }}>
            Its events
          </Link>
          <Link to="/platform/events/subscriptions" search={{ name: service.name }}>
            Its queues
          </Link>
        </p>
      </div>
    </section>
  );
}

const places = (service: Service): string => service.processes.map(processText).join("; ");

interface NeedsProps {
  title: string;
  needs: readonly Need[];
  /** The chosen one needs these; else these need it. */
  isOwn?: boolean;
  none: string;
  onChoose: (name: string) => void;
}

function Needs({ title, needs, isOwn = false, none, onChoose }: NeedsProps) {
  return (
    <section>
      <h3 className={classes.heading}>{title}</h3>
      <ul className={classes.list}>
        {needs.map((need) => (
          <li key={need.service} className="row">
            {isOwn && <span className={classes.kind}>{reasonText(need.kinds)}</span>}
            <Names of={[need.service]} onChoose={onChoose} />
            {!isOwn && <span className={classes.kind}>{reasonText(need.kinds)} it</span>}
          </li>
        ))}
        {needs.length === 0 && <li className="muted">{none}</li>}
      </ul>
    </section>
  );
}

function Names({ of, onChoose }: { of: readonly string[]; onChoose: (name: string) => void }) {
  return of.map((name, index) => (
    <span key={name}>
      {index > 0 && ", "}
      <button type="button" className={classes.link} onClick={() => onChoose(name)}>
        {name}
      </button>
    </span>
  ));
}
