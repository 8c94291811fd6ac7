import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ChangeEvent, type SubmitEvent } from "react";
import { api, asProblem } from "../../api/client";
import type { Participant } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { checkDraft, toRequest, type Draft } from "./onboarding";
import { PARTICIPANTS, TYPES } from "./participants";
import classes from "./OnboardPage.module.css";

type TextField = Exclude<keyof Draft, "type">;

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onApplied: (subscriberId: string) => void;
}

export function CompanyStep({ draft, onChange, onApplied }: Props) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const client = useQueryClient();
  const errors = checkDraft(draft);
  const apply = useMutation({
    mutationFn: (): Promise<Participant> => api.post(PARTICIPANTS, toRequest(draft)),
    onSuccess: async (one) => {
      await client.invalidateQueries({ queryKey: ["list", PARTICIPANTS] });
      onApplied(one.subscriberId);
    },
  });
  const refused = apply.error === null ? {} : (asProblem(apply.error).errors ?? {});

  const field = (name: TextField) => ({
    value: draft[name],
    onChange: (event: ChangeEvent<HTMLInputElement>) => onChange({ ...draft, [name]: event.currentTarget.value }),
    onBlur: () => setLeft(new Set(left).add(name)),
    error: (left.has(name) ? errors[name] : undefined) ?? (refused[name] ?? refused[`application.${name}`])?.join(" "),
  });

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setLeft(new Set(Object.keys(draft)));
    if (Object.keys(errors).length === 0) apply.mutate();
  }

  return (
    <form className={classes.panel} onSubmit={submit} noValidate>
      <fieldset className={classes.types}>
        <legend>What is it on the network?</legend>
        {TYPES.map((type) => (
          <label key={type.value}>
            <input
              type="radio"
              name="type"
              checked={draft.type === type.value}
              onChange={() => onChange({ ...draft, type: type.value })}
            />
            <span className="strong">{type.label}</span>
            <span className="small muted">{type.does}</span>
          </label>
        ))}
      </fieldset>
      <TextInput
        label="Subscriber id"
        description="The host name under which it signs. It cannot be changed later."
        placeholder="shop.example.com"
        {...field("subscriberId")}
      />
      <div className={classes.pair}>
        <TextInput label="Legal name" {...field("legalName")} />
        <TextInput label="Country" maxLength={3} {...field("country")} />
        <TextInput label="Registration number" {...field("registrationNumber")} />
        <TextInput label="Tax number" {...field("taxNumber")} />
      </div>
      <TextInput label="Address" {...field("address")} />
      <div className={classes.pair}>
        <TextInput label="Contact" autoComplete="name" {...field("contactName")} />
        <TextInput label="Contact's email" type="email" {...field("contactEmail")} />
      </div>
      <TextInput label="Contact's phone (optional)" type="tel" {...field("contactPhone")} />
      {apply.error !== null && <ProblemAlert error={apply.error} />}
      <div className={classes.end}>
        <Button type="submit" loading={apply.isPending}>
          Apply
        </Button>
      </div>
    </form>
  );
}
