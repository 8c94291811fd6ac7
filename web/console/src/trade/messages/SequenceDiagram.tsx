import { useElementSize } from "@mantine/hooks";
import { useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { judge, lifelines, shortName, type Arrow } from "./exchange";
import classes from "./SequenceDiagram.module.css";

interface Props {
  arrows: Arrow[];
  chosen: string | null;
  onChoose: (arrow: Arrow) => void;
}

const TIME_PX = 72;
const ROW_PX = 40;
const MIN_LANE_PX = 88;
const TOP_PX = 12;

/** Who said what to whom, in order. Colour is the receiver's verdict; a broken line was not received. */
export function SequenceDiagram({ arrows, chosen, onChoose }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const lanes = useMemo(() => lifelines(arrows), [arrows]);
  const lanePx = Math.max(MIN_LANE_PX, (Math.max(width, 320) - TIME_PX) / lanes.length);
  const total = TIME_PX + lanePx * lanes.length;
  const height = TOP_PX + arrows.length * ROW_PX + 16;
  const x = (name: string) => TIME_PX + lanePx * (lanes.indexOf(name) + 0.5);
  const start = Date.parse(arrows[0]?.at ?? "");

  function onKeyDown(event: KeyboardEvent, index: number) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onChoose(arrows[index] as Arrow);
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = arrows[index + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    onChoose(next);
    event.currentTarget.parentElement?.querySelectorAll<SVGGElement>("[role=button]")[index + step]?.focus();
  }

  return (
    <section className={`card ${classes.frame}`} aria-label="Sequence of messages">
      <div ref={ref} className={classes.scroller}>
        <div className={classes.lanes} style={{ width: total, paddingLeft: TIME_PX }}>
          {lanes.map((lane) => (
            <span key={lane} style={{ width: lanePx }} title={lane}>
              <span>{shortName(lane)}</span>
            </span>
          ))}
        </div>
        <svg
          width={total}
          height={height}
          role="group"
          aria-label={`${arrows.length} messages between ${lanes.length} participants`}
        >
          {lanes.map((lane) => (
            <line key={lane} x1={x(lane)} x2={x(lane)} y1={0} y2={height} className={classes.lifeline} />
          ))}
          {arrows.map((arrow, index) => (
            <ArrowRow
              key={arrow.key}
              arrow={arrow}
              from={x(arrow.from)}
              to={x(arrow.to)}
              y={TOP_PX + index * ROW_PX}
              total={total}
              offset={offsetText(Date.parse(arrow.at) - start)}
              isChosen={arrow.key === chosen}
              tabIndex={arrow.key === chosen || (chosen === null && index === 0) ? 0 : -1}
              onChoose={() => onChoose(arrow)}
              onKeyDown={(event) => onKeyDown(event, index)}
            />
          ))}
        </svg>
      </div>
      <ul className={classes.legend} aria-label="Meaning of the colours">
        <li data-tone="good">accepted</li>
        <li data-tone="bad">refused</li>
        <li data-tone="warn">on its way</li>
        <li data-tone="quiet">not judged here</li>
      </ul>
    </section>
  );
}

interface RowProps {
  arrow: Arrow;
  from: number;
  to: number;
  y: number;
  total: number;
  offset: string;
  isChosen: boolean;
  tabIndex: number;
  onChoose: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function ArrowRow({ arrow, from, to, y, total, offset, isChosen, tabIndex, onChoose, onKeyDown }: RowProps) {
  const { tone, word } = judge(arrow);
  const row = useRef<SVGGElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isChosen]);
  const line = y + 26;
  const right = to > from;
  const tip = right ? to - 1 : to + 1;
  const head = right ? `M${tip} ${line}l-8 -4v8z` : `M${tip} ${line}l8 -4v8z`;
  return (
    <g
      ref={row}
      role="button"
      tabIndex={tabIndex}
      className={classes.arrow}
      data-tone={tone}
      data-chosen={isChosen}
      aria-pressed={isChosen}
      aria-label={`${arrow.action} from ${shortName(arrow.from)} to ${shortName(arrow.to)}, ${word}, at ${offset}`}
      onClick={onChoose}
      onKeyDown={onKeyDown}
    >
      <rect className={classes.hit} x={4} y={y} width={total - 8} height={ROW_PX - 2} rx={6} />
      <text className={classes.time} x={TIME_PX - 8} y={line} textAnchor="end">
        {offset}
      </text>
      <line
        className={classes.line}
        x1={from}
        x2={right ? tip - 6 : tip + 6}
        y1={line}
        y2={line}
        strokeDasharray={arrow.received === null && tone !== "quiet" ? "5 4" : undefined}
      />
      <path className={classes.head} d={head} />
      <circle className={classes.origin} cx={from} cy={line} r={3} />
      <text className={classes.label} x={(from + to) / 2} y={line - 7} textAnchor="middle">
        {arrow.action}
      </text>
    </g>
  );
}

function offsetText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (ms < 1_000) return `+${Math.max(0, ms)} ms`;
  if (seconds < 60) return `+${(ms / 1_000).toFixed(1)} s`;
  if (seconds < 3_600) return `+${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `+${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}
