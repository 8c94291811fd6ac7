import { groupBy } from "../../api/collections";

export interface Node {
  name: string;
  needs: readonly { service: string }[];
}

export interface Place {
  name: string;
  x: number;
  y: number;
}

export interface Route {
  from: string;
  to: string;
  /** An SVG path from the right side of the one who needs to the left side of what it needs. */
  path: string;
}

export interface Picture {
  width: number;
  height: number;
  areas: { name: string; x: number; width: number }[];
  places: Place[];
  routes: Route[];
}

export const NODE_WIDTH = 124;
export const NODE_HEIGHT = 44;
export const HEAD_HEIGHT = 36;
const GAP_X = 48;
const ROW = 60;
const LANE = 22;
const MARGIN = 14;

export const areaOf = (name: string): string => name.split(".")[0] ?? name;

/** What a column holds from top to bottom: services, and lanes in which arrows to a farther column pass. */
interface Slot {
  name: string;
  isLane: boolean;
}

/**
 * Areas are columns, those that need much left of those that are needed; within an area as many columns as it takes for
 * arrows to point right. Arrows to the same service share a lane where they pass a column between.
 */
export function draw(nodes: readonly Node[]): Picture {
  const known = new Set(nodes.map(({ name }) => name));
  const edges = nodes.flatMap((node) =>
    node.needs.filter(({ service }) => known.has(service)).map(({ service }) => [node.name, service] as const),
  );
  const columns = columnsOf(nodes, edges);
  const columnOf = new Map(columns.flatMap((column, index) => column.names.map((name) => [name, index] as const)));
  const slots = columns.map(({ names }, index): Slot[] => [
    ...names.map((name) => ({ name, isLane: false })),
    ...[...new Set(edges.filter((edge) => passes(edge, index, columnOf)).map(([, to]) => to))].map((name) => ({
      name,
      isLane: true,
    })),
  ]);
  const { y, height } = stack(slots, edges);
  const x = (index: number) => MARGIN + index * (NODE_WIDTH + GAP_X);
  return {
    width: x(columns.length) - GAP_X + MARGIN,
    height,
    areas: [...groupBy([...columns.keys()], (index) => columns[index]?.area ?? "")].map(([name, indices]) => ({
      name,
      x: x(indices[0] ?? 0),
      width: (indices.length - 1) * (NODE_WIDTH + GAP_X) + NODE_WIDTH,
    })),
    places: nodes.map(({ name }) => {
      const column = columnOf.get(name) ?? 0;
      return { name, x: x(column), y: y(column, name) };
    }),
    routes: edges.map(([from, to]) => ({ from, to, path: pathOf(from, to, columnOf, x, y) })),
  };
}

type Edge = readonly [from: string, to: string];

function passes([from, to]: Edge, column: number, columnOf: ReadonlyMap<string, number>): boolean {
  return (columnOf.get(from) ?? 0) < column && column < (columnOf.get(to) ?? 0);
}

function columnsOf(nodes: readonly Node[], edges: readonly Edge[]): { area: string; names: string[] }[] {
  const areas = groupBy(nodes, ({ name }) => areaOf(name));
  const pull = (area: string): number =>
    edges.reduce((sum, [from, to]) => sum + Number(areaOf(to) === area) - Number(areaOf(from) === area), 0);
  return [...areas.keys()]
    .sort((left, right) => pull(left) - pull(right) || left.localeCompare(right, "en"))
    .flatMap((area) => {
      const names = (areas.get(area) ?? []).map(({ name }) => name).sort();
      const depth = depths(names, edges);
      const deepest = Math.max(...depth.values());
      return Array.from({ length: deepest + 1 }, (_, layer) => ({
        area,
        names: names.filter((name) => depth.get(name) === deepest - layer),
      }));
    });
}

/** How many arrows lead on from each within its area; an arrow that closes a circle does not count. */
function depths(names: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const depth = new Map<string, number>();
  const open = new Set<string>();
  const visit = (name: string): number => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    open.add(name);
    const next = edges.filter(([from, to]) => from === name && names.includes(to) && !open.has(to));
    const own = Math.max(0, ...next.map(([, to]) => visit(to) + 1));
    open.delete(name);
    depth.set(name, own);
    return own;
  };
  names.forEach(visit);
  return depth;
}

/** Puts each column in the order of what its arrows lead to, and centres it. */
function stack(
  slots: Slot[][],
  edges: readonly Edge[],
): { y: (column: number, name: string) => number; height: number } {
  const sizeOf = (slot: Slot): number => (slot.isLane ? LANE : ROW);
  const heights = slots.map((column) => column.reduce((sum, slot) => sum + sizeOf(slot), 0));
  const tallest = Math.max(0, ...heights);
  const centres = slots.map(() => new Map<string, number>());
  for (let index = slots.length - 1; index >= 0; index--) {
    const right = centres[index + 1];
    const wish = (slot: Slot): number => {
      const targets = slot.isLane ? [slot.name] : edges.filter(([from]) => from === slot.name).map(([, to]) => to);
      const known = targets.map((target) => right?.get(target)).filter((at) => at !== undefined);
      return known.length === 0 ? tallest / 2 : known.reduce((sum, at) => sum + at, 0) / known.length;
    };
    const ordered = (slots[index] ?? [])
      .map((slot) => ({ slot, at: wish(slot) }))
      .sort((left, right) => left.at - right.at || left.slot.name.localeCompare(right.slot.name, "en"));
    let top = (tallest - (heights[index] ?? 0)) / 2;
    for (const { slot } of ordered) {
      centres[index]?.set(slot.name, top + sizeOf(slot) / 2);
      top += sizeOf(slot);
    }
  }
  return {
    y: (column, name) => HEAD_HEIGHT + MARGIN + (centres[column]?.get(name) ?? 0),
    height: HEAD_HEIGHT + MARGIN * 2 + tallest,
  };
}

function pathOf(
  from: string,
  to: string,
  columnOf: ReadonlyMap<string, number>,
  x: (column: number) => number,
  y: (column: number, name: string) => number,
): string {
  const start = columnOf.get(from) ?? 0;
  const end = columnOf.get(to) ?? 0;
  const startY = y(start, from);
  const endY = y(end, to);
  if (end <= start) {
    const [right, other] = [x(start) + NODE_WIDTH, x(end) + NODE_WIDTH];
    const bulge = Math.max(right, other) + GAP_X / 2;
    return `M${right} ${startY}C${bulge} ${startY} ${bulge} ${endY} ${other} ${endY}`;
  }
  let path = `M${x(start) + NODE_WIDTH} ${startY}`;
  let atX = x(start) + NODE_WIDTH;
  let atY = startY;
  for (let column = start + 1; column <= end; column++) {
    const nextX = x(column);
    const nextY = y(column, to);
    const middle = (atX + nextX) / 2;
    path += `C${middle} ${atY} ${middle} ${nextY} ${nextX} ${nextY}`;
    if (column < end) path += `H${nextX + NODE_WIDTH}`;
    [atX, atY] = [nextX + NODE_WIDTH, nextY];
  }
  return path;
}
