import { useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { stateLabel } from "../../components/StateBadge";
import { draw, HEAD_HEIGHT, NODE_HEIGHT, NODE_WIDTH, type Picture, type Place } from "./layout";
import { latencyText, reasonText, type Service } from "./services";
import classes from "./ServiceGraph.module.css";

interface Props {
  services: readonly Service[];
  suffering: ReadonlyMap<string, string[]>;
  chosen: Service | undefined;
  onChoose: (name: string | undefined) => void;
}

const MAX_NAME = 14;
const TONES = ["good", "warn", "bad"] as const;

/** How much an arrow to this service is worth looking at. */
function toneOf(service: Service, suffering: ReadonlyMap<string, string[]>): (typeof TONES)[number] {
  if (service.status === "Unhealthy") return "bad";
  return service.status === "Degraded" || suffering.has(service.name) ? "warn" : "good";
}

/** Who needs whom: arrows lead from the one who needs to what it needs. */
export function ServiceGraph({ services, suffering, chosen, onChoose }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const picture = useMemo(() => draw(services), [services]);
  const current = chosen ?? services[0];
  const isIll = services.some(({ status }) => status !== "Healthy");
  const at = picture.places.find(({ name }) => name === chosen?.name)?.x;

  // Where the picture is wider than the window, the chosen one comes into its middle.
  useEffect(() => {
    const frame = scroller.current;
    if (frame !== null && at !== undefined) frame.scrollLeft = at + NODE_WIDTH / 2 - frame.clientWidth / 2;
  }, [at]);

  function onKeyDown(event: KeyboardEvent, name: string) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onChoose(name === chosen?.name ? undefined : name);
      return;
    }
    if (event.key === "Escape") return onChoose(undefined);
    const next = neighbour(picture, name, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    scroller.current?.querySelector<SVGGElement>(`[data-name="${CSS.escape(next)}"]`)?.focus();
  }

  return (
    <section className={`card ${classes.frame}`} aria-label="Who needs whom">
      <div ref={scroller} className={classes.scroller}>
        <svg
          style={{ width: picture.width }}
          viewBox={`0 0 ${picture.width} ${picture.height}`}
          role="group"
          aria-label={`${services.length} services, ${picture.routes.length} of their needs`}
        >
          {picture.areas.map((area) => (
            <g key={area.name} aria-hidden>
              <rect
                className={classes.area}
                x={area.x - 12}
                y={4}
                width={area.width + 24}
                height={picture.height - 8}
                rx={8}
              />
              <text className={classes.areaName} x={area.x} y={HEAD_HEIGHT - 10}>
                {stateLabel(area.name)}
              </text>
            </g>
          ))}
          <Routes picture={picture} services={services} suffering={suffering} chosen={chosen} />
          {picture.places.map((place) => {
            const service = services.find(({ name }) => name === place.name) as Service;
            return (
              <ServiceBox
                key={place.name}
                service={service}
                place={place}
                culprits={suffering.get(place.name) ?? []}
                chosen={chosen}
                tabIndex={place.name === current?.name ? 0 : -1}
                onChoose={() => onChoose(place.name === chosen?.name ? undefined : place.name)}
                onKeyDown={(event) => onKeyDown(event, place.name)}
              />
            );
          })}
        </svg>
      </div>
      <ul className={classes.legend} aria-label="Meaning of the arrows">
        <li data-kind="Calls">calls: waits for an answer</li>
        <li data-kind="Hears">hears: events, whenever they come</li>
        {isIll && <li data-kind="bad">to what is unhealthy</li>}
        {isIll && <li data-kind="warn">to what is degraded or suffers</li>}
      </ul>
    </section>
  );
}

function Routes({ picture, services, suffering, chosen }: Omit<Props, "onChoose"> & { picture: Picture }) {
  const routes = picture.routes.map((route) => {
    const service = services.find(({ name }) => name === route.from);
    const target = services.find(({ name }) => name === route.to);
    const kinds = service?.needs.find((need) => need.service === route.to)?.kinds ?? [];
    return {
      ...route,
      isChosen: chosen !== undefined && (route.from === chosen.name || route.to === chosen.name),
      tone: target === undefined ? "good" : toneOf(target, suffering),
      isHeard: !kinds.includes("Calls"),
    };
  });
  // What is drawn last lies on top.
  routes.sort(
    (left, right) =>
      Number(left.isChosen) - Number(right.isChosen) || TONES.indexOf(left.tone) - TONES.indexOf(right.tone),
  );
  return (
    <g aria-hidden>
      {routes.map(({ from, to, path, isChosen, tone, isHeard }) => (
        <path
          key={`${from} ${to}`}
          className={classes.route}
          d={path}
          data-chosen={chosen === undefined ? undefined : isChosen}
          data-tone={tone}
          data-heard={isHeard}
        />
      ))}
      {picture.places
        .filter((place) => picture.routes.some(({ to }) => to === place.name))
        .map((place) => (
          <path key={place.name} className={classes.tip} d={`M${place.x} ${place.y}l-7 -4v8z`} />
        ))}
    </g>
  );
}

interface BoxProps {
  service: Service;
  place: Place;
  culprits: readonly string[];
  chosen: Service | undefined;
  tabIndex: number;
  onChoose: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function ServiceBox({ service, place, culprits, chosen, tabIndex, onChoose, onKeyDown }: BoxProps) {
  const short = service.name.slice(service.name.indexOf(".") + 1);
  const relation = chosen === undefined ? null : relationOf(service, chosen);
  const isChosen = service.name === chosen?.name;
  const tone = service.status === "Healthy" ? (culprits.length > 0 ? "suffering" : "Healthy") : service.status;
  return (
    <g
      role="button"
      tabIndex={tabIndex}
      className={classes.service}
      data-name={service.name}
      data-tone={tone}
      data-chosen={isChosen}
      data-related={chosen === undefined || isChosen || relation !== null}
      aria-pressed={isChosen}
      aria-label={labelOf(service, culprits)}
      transform={`translate(${place.x} ${place.y - NODE_HEIGHT / 2})`}
      onClick={onChoose}
      onKeyDown={onKeyDown}
    >
      <title>{service.name}</title>
      <rect className={classes.box} width={NODE_WIDTH} height={NODE_HEIGHT} rx={6} />
      <circle className={classes.dot} cx={14} cy={16} r={4} />
      <text className={classes.name} x={25} y={20}>
        {short.length > MAX_NAME ? `${short.slice(0, MAX_NAME - 1)}…` : short}
      </text>
      <text className={classes.note} data-relation={relation !== null} x={25} y={35}>
        {relation ?? noteOf(service, culprits)}
      </text>
    </g>
  );
}

/** What a service has to do with the chosen one, from its own point of view. */
function relationOf(service: Service, chosen: Service): string | null {
  const needs = service.needs.find((need) => need.service === chosen.name);
  const isNeeded = chosen.needs.find((need) => need.service === service.name);
  if (needs) return `${reasonText(needs.kinds)} it`;
  if (isNeeded) return isNeeded.kinds.map((kind) => (kind === "Calls" ? "is called" : "is heard")).join(", ");
  return null;
}

function noteOf(service: Service, culprits: readonly string[]): string {
  if (service.status !== "Healthy") return service.status;
  if (culprits.length > 0)
    return `needs ${culprits.length === 1 ? shortOf(culprits[0] ?? "") : `${culprits.length} ill`}`;
  return latencyText(Math.max(0, ...service.checks.map((check) => check.durationMilliseconds)));
}

const shortOf = (name: string): string => name.slice(name.indexOf(".") + 1);

function labelOf(service: Service, culprits: readonly string[]): string {
  const needs = service.needs.map((need) => `${reasonText(need.kinds)} ${need.service}`).join(", ");
  const suffers = culprits.length > 0 ? `, suffers from ${culprits.join(" and ")}` : "";
  return `${service.name}, ${service.status.toLowerCase()}${suffers}${needs === "" ? "" : `, ${needs}`}`;
}

/** The service that an arrow key leads to: the nearest in that direction. */
function neighbour(picture: Picture, name: string, key: string): string | undefined {
  const here = picture.places.find((place) => place.name === name);
  if (here === undefined) return undefined;
  const ahead: Record<string, (place: Place) => boolean> = {
    ArrowDown: (place) => place.x === here.x && place.y > here.y,
    ArrowUp: (place) => place.x === here.x && place.y < here.y,
    ArrowRight: (place) => place.x > here.x,
    ArrowLeft: (place) => place.x < here.x,
  };
  const isAhead = ahead[key];
  if (isAhead === undefined) return undefined;
  const far = (place: Place): number => Math.abs(place.x - here.x) * 4 + Math.abs(place.y - here.y);
  return picture.places.filter(isAhead).sort((left, right) => far(left) - far(right))[0]?.name;
}
