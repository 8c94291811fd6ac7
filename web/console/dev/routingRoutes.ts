import type { RouteDecision, RoutingRule, RuleDraft } from "../src/api/types";
import { created, none, notFound, ok, page, problem, type Call, type Routes } from "./http.ts";
import { iso, SELLERS, uuid } from "./world.ts";

const ruleOf = ({ world, params }: Call): RoutingRule | undefined => world.rules.find((rule) => rule.id === params.id);

/** As the gateway decides, with words and sellers only: enough to see a rule at work. */
function decide(rules: readonly RoutingRule[], text: string): RouteDecision[] {
  const words = text.toLowerCase().split(/\s+/);
  const applying = rules.filter(({ conditions: { word }, isEnabled }) => isEnabled && (!word || words.includes(word)));
  return SELLERS.map(({ id }): RouteDecision => {
    const decision: RouteDecision = { subscriberId: id, isChosen: true, weight: 1, because: ["accredited in RET10"] };
    for (const { name, effect } of applying) {
      const named = effect.sellers.length === 0 || effect.sellers.includes(id);
      if ((effect.verb === "Only" && !named) || (effect.verb === "Except" && named)) {
        decision.isChosen = false;
        decision.because.push(`left out by “${name}”`);
      } else if (effect.verb === "Weigh" && named) {
        decision.weight *= effect.weight;
        decision.because.push(`weighed × ${effect.weight} by “${name}”`);
      }
    }
    return decision;
  }).toSorted((left, right) => Number(right.isChosen) - Number(left.isChosen) || right.weight - left.weight);
}

export const routing: Routes = {
  "GET /api/v1/routing/rules": ({ world, query }) =>
    page(
      world.rules.toSorted((left, right) => left.rank - right.rank),
      (rule) => rule.id,
      query,
    ),
  "POST /api/v1/routing/rules": ({ world, body }) => {
    const rule = { ...(body as unknown as RuleDraft), id: uuid(), version: 1, changedAt: iso(Date.now()) };
    world.rules.push(rule);
    return created(rule);
  },
  "PUT /api/v1/routing/rules/:id": (call) => {
    const rule = ruleOf(call);
    if (rule === undefined) return problem(404, "routing.rule_not_found", "There is no such rule.");
    Object.assign(rule, call.body, { version: rule.version + 1, changedAt: iso(Date.now()) });
    return ok(rule);
  },
  "DELETE /api/v1/routing/rules/:id": (call) => {
    const rule = ruleOf(call);
    if (rule === undefined) return notFound("rule");
    call.world.rules = call.world.rules.filter((one) => one !== rule);
    return none();
  },
  "POST /api/v1/routing/dry-run": ({ world, body }) =>
    ok(decide(world.rules, typeof body.text === "string" ? body.text : "")),
};
