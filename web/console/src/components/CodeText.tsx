import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useCopy } from "./IdText";
import classes from "./CodeText.module.css";

/** Something to be run elsewhere, with a button that copies all of it. */
export function CodeText({ text, label }: { text: string; label: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <div className={classes.box}>
      <pre className={classes.text} tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <Button
        className={classes.copy}
        size="compact-sm"
        variant="default"
        leftSection={copied ? <IconCheck size={14} className="good" /> : <IconCopy size={14} />}
        onClick={() => void copy()}
      >
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
