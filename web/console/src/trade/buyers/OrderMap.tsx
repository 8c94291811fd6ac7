import { useElementSize } from "@mantine/hooks";
import type { Order } from "../../api/types";
import { distanceKm, type Spot } from "../gps";
import { isFinal } from "./queries";
import { routeMapOf, scaleOf } from "./routeMap";
import classes from "./OrderMap.module.css";

const HEIGHT = 240;
const MARGIN = 44;
const SCALE_MAX_PX = 120;

/** Where the order is: shop, rider and door to scale. No foreign map is asked, so nobody learns where a buyer lives. */
export function OrderMap({ order }: { order: Order }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const map = routeMapOf(order, Math.max(width, 280), HEIGHT, MARGIN);
  if (map === null) return null;
  const scale = scaleOf(map.kmPx, SCALE_MAX_PX);
  const { gps, agent } = order.fulfilment;
  const away = gps === null ? null : distanceKm(gps, order.delivery.gps);
  const showsRider = map.rider !== null && !isFinal(order);
  const said =
    showsRider && away !== null ? `${agent ?? "The rider"} is ${away.toFixed(1)} km from the door` : "Shop and door";
  return (
    <section className="card" aria-label="Map">
      <div ref={ref} className={classes.frame}>
        <svg width="100%" height={HEIGHT} role="img" aria-label={`${said}. North is up.`}>
          <defs>
            <pattern
              id="kilometres"
              x={map.door.x}
              y={map.door.y}
              width={scale * map.kmPx}
              height={scale * map.kmPx}
              patternUnits="userSpaceOnUse"
            >
              <path d={`M0 0H${scale * map.kmPx}M0 0V${scale * map.kmPx}`} className={classes.grid} />
            </pattern>
          </defs>
          <rect width="100%" height={HEIGHT} fill="url(#kilometres)" />
          {map.shop && <path d={line([map.shop, map.door])} className={classes.plan} />}
          <path d={line(map.trail)} className={classes.trail} />
          {map.shop && <Mark at={map.shop} kind="shop" label={order.seller} />}
          <Mark at={map.door} kind="door" label="Your door" />
          {showsRider && map.rider && <Mark at={map.rider} kind="rider" label={agent ?? "Rider"} />}
          <g transform={`translate(16 ${HEIGHT - 16})`} className={classes.scale}>
            <path d={`M0 -5V0H${scale * map.kmPx}V-5`} />
            <text x={scale * map.kmPx + 6}>{scale < 1 ? `${Math.round(scale * 1_000)} m` : `${scale} km`}</text>
          </g>
        </svg>
      </div>
    </section>
  );
}

const line = (spots: readonly Spot[]): string =>
  spots.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

function Mark({ at, kind, label }: { at: Spot; kind: "shop" | "door" | "rider"; label: string }) {
  return (
    <g className={classes.mark} data-kind={kind} style={{ transform: `translate(${at.x}px, ${at.y}px)` }}>
      {kind === "rider" && <circle r={13} className={classes.halo} />}
      <circle r={kind === "rider" ? 7 : 6} className={classes.dot} />
      <text y={kind === "rider" ? -18 : 22} textAnchor="middle">
        {label}
      </text>
    </g>
  );
}
