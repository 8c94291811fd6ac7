import { Skeleton } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Sparkline } from "../components/Sparkline";
import classes from "./Tile.module.css";

interface Props {
  label: string;
  value: ReactNode;
  /** What to do about the number. */
  advice: ReactNode;
  to: LinkProps["to"];
  search?: LinkProps["search"];
  trend?: { values: number[]; label: string };
  tone?: "bad" | "warn";
  loading?: boolean;
}

export function Tile({ label, value, advice, to, search, trend, tone, loading = false }: Props) {
  return (
    <li className={classes.tile} data-tone={tone} aria-busy={loading}>
      <Link to={to} search={search} className={classes.link}>
        <span className={classes.label}>{label}</span>
        <span className={classes.middle}>
          {loading ? <Skeleton height={28} width={64} /> : <span className={classes.value}>{value}</span>}
          {trend && !loading && <Sparkline values={trend.values} label={trend.label} />}
        </span>
        <span className={classes.advice}>{loading ? "\u00a0" : advice}</span>
      </Link>
    </li>
  );
}

export function Tiles({ children }: { children: ReactNode }) {
  return <ul className={classes.tiles}>{children}</ul>;
}
