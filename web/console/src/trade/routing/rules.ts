import type { RoutingRule, RuleConditions, RuleDraft, RuleEffect, RuleVerb } from "../../api/types";

export const RULES = "/api/v1/routing/rules";

export const VERBS: readonly { value: RuleVerb; label: string; explains: string }[] = [
  { value: "Only", label: "Ask only the sellers named", explains: "All others do not get the search." },
  { value: "Except", label: "Leave out the sellers named", explains: "None named means nobody is asked." },
  { value: "Weigh", label: "Move sellers up or down", explains: "Above 1 they are asked earlier, below 1 later." },
  { value: "Limit", label: "Ask so many at most", explains: "The best placed are asked, the others are not." },
];

/** The form's own shape: every field a text, so that nothing is lost while it is typed. */
export interface RuleForm {
  name: string;
  rank: string;
  isEnabled: boolean;
  domain: string;
  city: string;
  category: string;
  word: string;
  buyerApp: string;
  nearGps: string;
  withinKm: string;
  priceMaxBelow: string;
  verb: RuleVerb;
  sellers: string[];
  weight: string;
  atMost: string;
}

const text = (value: string | number | null | undefined): string =>
  value === null || value === undefined ? "" : String(value);

export function formOf(rule: RoutingRule | null, nextRank: number): RuleForm {
  const { conditions, effect } = rule ?? {};
  return {
    name: rule?.name ?? "",
    rank: String(rule?.rank ?? nextRank),
    isEnabled: rule?.isEnabled ?? true,
    domain: text(conditions?.domain),
    city: text(conditions?.city),
    category: text(conditions?.category),
    word: text(conditions?.word),
    buyerApp: text(conditions?.buyerApp),
    nearGps: text(conditions?.nearGps),
    withinKm: text(conditions?.withinKm),
    priceMaxBelow: text(conditions?.priceMaxBelow),
    verb: effect?.verb ?? "Except",
    sellers: [...(effect?.sellers ?? [])],
    weight: text(effect?.weight ?? 1),
    atMost: text(effect?.atMost),
  };
}

const orNull = (value: string): string | null => (value.trim() === "" ? null : value.trim());
const number = (value: string): number | null => (value.trim() === "" ? null : Number(value));

/** What the platform takes. Conditions that the form does not know stay as they were. */
export function draftOf(form: RuleForm, before: RoutingRule | null): RuleDraft {
  const conditions: RuleConditions = {
    ...before?.conditions,
    domain: orNull(form.domain),
    city: orNull(form.city),
    category: orNull(form.category),
    word: orNull(form.word),
    buyerApp: orNull(form.buyerApp),
    nearGps: orNull(form.nearGps),
    withinKm: number(form.withinKm),
    priceMaxBelow: number(form.priceMaxBelow),
  };
  const effect: RuleEffect = {
    ...before?.effect,
    verb: form.verb,
    sellers: form.verb === "Limit" ? [] : form.sellers,
    weight: form.verb === "Weigh" ? (number(form.weight) ?? 1) : 1,
    atMost: form.verb === "Limit" ? number(form.atMost) : null,
  };
  return { name: form.name.trim(), rank: number(form.rank) ?? 0, isEnabled: form.isEnabled, conditions, effect };
}

export type Mistakes = Partial<Record<keyof RuleForm, string>>;

const GPS = /^\s*-?\d{1,2}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?\s*$/;

/** What the platform would refuse, said before it is asked. */
export function mistakesOf(form: RuleForm): Mistakes {
  const wrong: Mistakes = {};
  if (form.name.trim() === "") wrong.name = "Give it a name: decisions quote it.";
  if (!isWhole(form.rank, 0, 1_000_000)) wrong.rank = "A whole number from 0 to 1,000,000.";
  if (form.nearGps.trim() !== "" && !GPS.test(form.nearGps)) wrong.nearGps = "Latitude, longitude: 31.5204, 74.3587.";
  if ((form.nearGps.trim() === "") !== (form.withinKm.trim() === "")) {
    wrong.withinKm = "Say both where and within how many kilometres.";
  } else if (form.withinKm.trim() !== "" && !(Number(form.withinKm) >= 0.01 && Number(form.withinKm) <= 20_000)) {
    wrong.withinKm = "From 0.01 to 20,000 km.";
  }
  if (form.priceMaxBelow.trim() !== "" && !(Number(form.priceMaxBelow) >= 0)) wrong.priceMaxBelow = "A price.";
  if (form.verb === "Only" && form.sellers.length === 0) wrong.sellers = "Name at least one seller.";
  if (form.verb === "Weigh" && !(Number(form.weight) >= 0.01 && Number(form.weight) <= 100)) {
    wrong.weight = "From 0.01 to 100.";
  }
  if (form.verb === "Limit" && !isWhole(form.atMost, 1, 5_000)) wrong.atMost = "A whole number from 1 to 5,000.";
  return wrong;
}

function isWhole(value: string, least: number, most: number): boolean {
  const parsed = Number(value);
  return value.trim() !== "" && Number.isInteger(parsed) && parsed >= least && parsed <= most;
}

/** `searches for “milk” within 5 km of 31.52,74.35`; without conditions `every search`. */
export function conditionText(conditions: RuleConditions): string {
  const { domain, city, category, word, buyerApp, nearGps, withinKm, priceMaxBelow, ...rest } = conditions;
  const parts = [
    word ? `for “${word}”` : null,
    category ? `in the category ${category}` : null,
    nearGps ? `within ${withinKm ?? "?"} km of ${nearGps}` : null,
    priceMaxBelow === null || priceMaxBelow === undefined ? null : `with a limit below ${priceMaxBelow}`,
    city ? `in ${city}` : null,
    buyerApp ? `by ${buyerApp}` : null,
    domain ? `in the domain ${domain}` : null,
    ...Object.entries(rest)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => `with ${name} ${typeof value === "string" ? value : JSON.stringify(value)}`),
  ].filter((part) => part !== null);
  return parts.length === 0 ? "every search" : `searches ${parts.join(", ")}`;
}

export function effectText(effect: RuleEffect): string {
  const sellers = effect.sellers.length === 0 ? "all sellers" : effect.sellers.join(", ");
  switch (effect.verb) {
    case "Only":
      return `only ${sellers}`;
    case "Except":
      return effect.sellers.length === 0 ? "nobody" : `not ${sellers}`;
    case "Weigh":
      return `${sellers} × ${effect.weight}`;
    case "Limit":
      return `at most ${effect.atMost ?? "all"} sellers`;
  }
}
