import { Checkbox, Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type MouseEvent, type ReactNode } from "react";
import { ProblemAlert } from "./ProblemAlert";
import { TableTools } from "./TableTools";
import { usePreferences } from "./tablePreferences";
import classes from "./DataTable.module.css";

export interface Column<T> {
  key: string;
  header: string;
  /** Pixels; a column without takes its share of what is left, and at least `MIN_FREE_WIDTH`. */
  width?: number;
  align?: "right";
  render: (row: T) => ReactNode;
  /** What an export says; absent where the column holds buttons. */
  text?: (row: T) => string;
  hidden?: boolean;
}

/** A list as the query hands it over. */
export interface TableSource<T> {
  rows: T[];
  isLoading: boolean;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
}

interface Props<T> {
  /** Names the stored preferences and the exported file. */
  id: string;
  label: string;
  columns: readonly Column<T>[];
  source: TableSource<T>;
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  isChosen?: (row: T) => boolean;
  empty: ReactNode;
  filters?: ReactNode;
  tools?: ReactNode;
  /** Shown beside the filters while rows are ticked. */
  bulk?: (rows: T[], clear: () => void) => ReactNode;
  /** Room above and below the table on the page. */
  reserve?: number;
}

const ROW_PX = { comfortable: 40, compact: 30 } as const;
const MIN_FREE_WIDTH = 160;
const TICK_WIDTH = 40;
const NEAR_END_ROWS = 20;

export function DataTable<T>(props: Props<T>) {
  const { id, label, columns, source, rowKey, empty, bulk } = props;
  const { rows } = source;
  const preferences = usePreferences(
    id,
    columns.filter((column) => column.hidden).map((column) => column.key),
  );
  const shown = useMemo(
    () => columns.filter((column) => !preferences.hidden.includes(column.key)),
    [columns, preferences.hidden],
  );
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = bulk ? rows.filter((row) => ticked.has(rowKey(row))) : [];

  return (
    <section className={`card ${classes.table}`} aria-label={label}>
      <div className={classes.toolbar}>
        {chosen.length > 0 && bulk ? (
          <>
            <span className="strong">{chosen.length} chosen</span>
            {bulk(chosen, () => setTicked(new Set()))}
          </>
        ) : (
          props.filters
        )}
        <div className={classes.end}>
          <span className="small muted nowrap" role="status">
            {rows.length.toLocaleString("en-GB")}
            {source.hasMore ? "+" : ""} {rows.length === 1 ? "row" : "rows"}
          </span>
          {props.tools}
          <TableTools id={id} columns={columns} rows={chosen.length > 0 ? chosen : rows} preferences={preferences} />
        </div>
      </div>
      {source.error !== null && source.error !== undefined && (
        <div className="card-pad">
          <ProblemAlert error={source.error} onRetry={source.retry} />
        </div>
      )}
      {source.isLoading && <Loading />}
      {!source.isLoading && !source.error && rows.length === 0 && empty}
      {rows.length > 0 && (
        <Rows {...props} shown={shown} rowPx={ROW_PX[preferences.density]} ticked={ticked} onTick={setTicked} />
      )}
    </section>
  );
}

interface RowsProps<T> extends Props<T> {
  shown: readonly Column<T>[];
  rowPx: number;
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
}

/** Only the rows in sight are in the document, so that ten thousand scroll like ten. */
function Rows<T>(props: RowsProps<T>) {
  const { source, shown, rowPx, rowKey, bulk, label, reserve = 236 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, hasMore, isLoadingMore, loadMore } = source;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });
  useEffect(() => {
    virtual.measure();
  }, [rowPx, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= rows.length - NEAR_END_ROWS) loadMore();
  }, [hasMore, isLoadingMore, last, rows.length, loadMore]);

  const cells = shown.length + (bulk ? 1 : 0);
  const minWidth = shown.reduce((sum, column) => sum + (column.width ?? MIN_FREE_WIDTH), bulk ? TICK_WIDTH : 0);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={{ maxHeight: `max(320px, calc(100dvh - ${reserve}px))` }}
      tabIndex={0}
      role="region"
      aria-label={`${label}, rows`}
    >
      <table style={{ minWidth }} aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <Head {...props} />
        <tbody>
          <Spacer height={items[0]?.start ?? 0} cells={cells} />
          {items.map((item) => {
            const row = rows[item.index] as T;
            return <BodyRow key={rowKey(row)} {...props} row={row} index={item.index} />;
          })}
          <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} cells={cells} />
        </tbody>
      </table>
      {isLoadingMore && (
        <p className={classes.more} role="status">
          Loading more…
        </p>
      )}
    </div>
  );
}

function Spacer({ height, cells }: { height: number; cells: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.spacer}>
      <td colSpan={cells} style={{ height }} />
    </tr>
  );
}

function Head<T>({ source, shown, bulk, ticked, onTick, rowKey }: RowsProps<T>) {
  const all = source.rows.every((row) => ticked.has(rowKey(row)));
  return (
    <>
      <colgroup>
        {bulk && <col style={{ width: TICK_WIDTH }} />}
        {shown.map((column) => (
          <col key={column.key} style={column.width === undefined ? undefined : { width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {bulk && (
            <th scope="col">
              <Checkbox
                size="xs"
                aria-label="Choose all rows"
                checked={all}
                indeterminate={!all && ticked.size > 0}
                onChange={() => onTick(all ? new Set() : new Set(source.rows.map(rowKey)))}
              />
            </th>
          )}
          {shown.map((column) => (
            <th key={column.key} scope="col" data-align={column.align}>
              {column.header === "" ? <span className="sr-only">Actions</span> : column.header}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

interface BodyRowProps<T> extends RowsProps<T> {
  row: T;
  index: number;
}

function BodyRow<T>({ row, index, shown, rowPx, rowKey, onOpen, isChosen, bulk, ticked, onTick }: BodyRowProps<T>) {
  const key = rowKey(row);

  function open(event: MouseEvent<HTMLTableRowElement>) {
    if (onOpen && !(event.target as Element).closest("a, button, input, label")) onOpen(row);
  }

  function tick() {
    const next = new Set(ticked);
    if (!next.delete(key)) next.add(key);
    onTick(next);
  }

  return (
    <tr
      style={{ height: rowPx }}
      data-open={onOpen !== undefined}
      data-chosen={isChosen?.(row) ?? ticked.has(key)}
      aria-rowindex={index + 2}
      onClick={open}
    >
      {bulk && (
        <td>
          <Checkbox size="xs" aria-label={`Choose row ${index + 1}`} checked={ticked.has(key)} onChange={tick} />
        </td>
      )}
      {shown.map((column) => (
        <td key={column.key} data-align={column.align}>
          {column.render(row)}
        </td>
      ))}
    </tr>
  );
}

const Loading = () => (
  <div className={classes.loading} aria-busy="true" aria-label="Loading">
    {Array.from({ length: 8 }, (_, index) => (
      <Skeleton key={index} height={16} width={`${92 - (index % 4) * 9}%`} />
    ))}
  </div>
);
