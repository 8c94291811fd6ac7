import { Button, Modal, MultiSelect, Select, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { api } from "../../api/client";
import { useRows } from "../../api/lists";
import type { Participant, RoutingRule } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { draftOf, formOf, mistakesOf, RULES, VERBS, type RuleForm } from "./rules";
import classes from "./RulesPage.module.css";

interface Props {
  /** Null for a new one. */
  rule: RoutingRule | null;
  nextRank: number;
  onClose: () => void;
}

export function RuleDialog({ rule, nextRank, onClose }: Props) {
  const [form, setForm] = useState(() => formOf(rule, nextRank));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const client = useQueryClient();
  const mistakes = mistakesOf(form);
  const save = useMutation({
    mutationFn: () =>
      rule === null
        ? api.post(RULES, draftOf(form, null))
        : api.put(`${RULES}/${rule.id}`, draftOf(form, rule), rule.version),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["list", RULES] });
      await client.invalidateQueries({ queryKey: ["dry-run"] });
      toastDone(`${form.name.trim()} is ${rule === null ? "added" : "changed"}`, "The next search follows it.");
      onClose();
    },
  });

  /** A field's text, and its mistake once the field was left. */
  const field = (key: Exclude<keyof RuleForm, "isEnabled" | "sellers" | "verb">) => ({
    value: form[key],
    error: left.has(key) ? mistakes[key] : undefined,
    onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [key]: event.currentTarget.value }),
    onBlur: () => setLeft(new Set([...left, key])),
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setLeft(new Set(Object.keys(form)));
    if (Object.keys(mistakes).length === 0) save.mutate();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={rule === null ? "New rule" : `Edit ${rule.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form className="stack" onSubmit={submit} noValidate>
        <div className={classes.pair}>
          <TextInput label="Name" data-autofocus maxLength={100} {...field("name")} />
          <TextInput label="Rank" description="Lower ranks speak first." inputMode="numeric" {...field("rank")} />
        </div>
        <fieldset className={classes.group}>
          <legend>Concerns searches</legend>
          <div className={classes.pair}>
            <TextInput label="With the word" placeholder="any" {...field("word")} />
            <TextInput label="In the category" placeholder="any" {...field("category")} />
            <TextInput label="Delivered near" placeholder="latitude, longitude" {...field("nearGps")} />
            <TextInput label="Within, km" placeholder="any distance" inputMode="decimal" {...field("withinKm")} />
            <TextInput label="With a price limit below" inputMode="decimal" {...field("priceMaxBelow")} />
            <TextInput label="In the city" placeholder="std:042" {...field("city")} />
            <TextInput label="By the buyer app" placeholder="any" {...field("buyerApp")} />
            <TextInput label="In the domain" placeholder="any" {...field("domain")} />
          </div>
        </fieldset>
        <Effect
          form={form}
          onChange={setForm}
          field={field}
          wrong={left.has("sellers") ? mistakes.sellers : undefined}
        />
        <Switch
          label="In force"
          checked={form.isEnabled}
          onChange={(event) => setForm({ ...form, isEnabled: event.currentTarget.checked })}
        />
        {save.error !== null && <ProblemAlert error={save.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface EffectProps {
  form: RuleForm;
  onChange: (form: RuleForm) => void;
  field: (key: "weight" | "atMost") => object;
  wrong: string | undefined;
}

function Effect({ form, onChange, field, wrong }: EffectProps) {
  const sellers = useRows<Participant>("/api/v1/registry/participants", { type: "BPP", status: "SUBSCRIBED" });
  const known = sellers.rows.map(({ subscriberId, name }) => ({ value: subscriberId, label: name }));
  const unknown = form.sellers.filter((id) => !known.some(({ value }) => value === id));
  const verb = VERBS.find(({ value }) => value === form.verb);
  return (
    <fieldset className={classes.group}>
      <legend>What it does</legend>
      <div className={classes.pair}>
        <Select
          label="Effect"
          description={verb?.explains}
          data={VERBS.map(({ value, label }) => ({ value, label }))}
          value={form.verb}
          allowDeselect={false}
          onChange={(value) => onChange({ ...form, verb: value ?? form.verb })}
        />
        {form.verb === "Limit" && (
          <TextInput label="Sellers at most" description="Of those that are left." {...field("atMost")} />
        )}
        {form.verb === "Weigh" && (
          <TextInput label="Weight" description="1 changes nothing." inputMode="decimal" {...field("weight")} />
        )}
      </div>
      {form.verb !== "Limit" && (
        <MultiSelect
          mt={12}
          label="Sellers"
          placeholder={form.sellers.length === 0 ? "all of them" : ""}
          data={[...known, ...unknown.map((id) => ({ value: id, label: id }))]}
          value={form.sellers}
          error={wrong}
          searchable
          onChange={(value) => onChange({ ...form, sellers: value })}
        />
      )}
    </fieldset>
  );
}
