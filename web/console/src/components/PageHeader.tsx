import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import classes from "./PageHeader.module.css";

export interface Crumb {
  label: string;
  to?: string;
}

interface Props {
  title: string;
  /** One sentence: what this page is. */
  lead?: ReactNode;
  crumbs?: Crumb[];
  badge?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, lead, crumbs = [], badge, actions }: Props) {
  useEffect(() => {
    document.title = `${title} · SkyLink`;
  }, [title]);
  return (
    <header className={classes.header}>
      {crumbs.length > 0 && (
        <nav aria-label="Breadcrumb">
          <ol className={classes.crumbs}>
            {crumbs.map((crumb) => (
              <li key={crumb.label}>
                {crumb.to === undefined ? crumb.label : <Link to={crumb.to}>{crumb.label}</Link>}
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className={classes.line}>
        <h1 tabIndex={-1}>{title}</h1>
        {badge}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {lead !== undefined && <p className={classes.lead}>{lead}</p>}
    </header>
  );
}
