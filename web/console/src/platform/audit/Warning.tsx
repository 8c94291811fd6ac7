import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import notice from "../../components/Notice.module.css";

/** That somebody tampered with the log: what is known of it, and what to do. */
export function Warning({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={notice.problem} role="alert" style={{ marginBottom: 16 }}>
      <IconAlertTriangle size={18} className="bad" aria-hidden />
      <div className="stack-tight" style={{ gap: 4 }}>
        <span className="strong">{title}</span>
        {children}
      </div>
    </div>
  );
}
