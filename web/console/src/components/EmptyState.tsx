import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

interface Props {
  icon: Icon;
  title: string;
  /** What will appear here. */
  children: ReactNode;
  /** The first step. */
  action?: ReactNode;
}

export function EmptyState({ icon: Symbol, title, children, action }: Props) {
  return (
    <div className={classes.empty}>
      <span className={classes.icon}>
        <Symbol size={20} aria-hidden />
      </span>
      <h2>{title}</h2>
      <p>{children}</p>
      {action !== undefined && <div className={classes.actions}>{action}</div>}
    </div>
  );
}
