import { Textarea } from "@mantine/core";

const REASON_MAX = 500;

interface Props {
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
}

/** Why something is decided about a participant. */
export function ReasonField({ value, onChange, required = false }: Props) {
  return (
    <Textarea
      label={required ? "Reason" : "Reason (optional)"}
      description="The participant reads it."
      value={value}
      maxLength={REASON_MAX}
      autosize
      minRows={2}
      data-autofocus
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** As it is sent: nothing typed is no reason. */
export const reasonOf = (typed: string): string | null => (typed.trim() === "" ? null : typed.trim());
