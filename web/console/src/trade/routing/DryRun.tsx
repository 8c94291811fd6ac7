import { Button, Select, Skeleton, TextInput } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { RouteDecision } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useFilters } from "../../components/useFilters";
import { PLACES, placeOf } from "../buyers/places";
import classes from "./RulesPage.module.css";

interface Question {
  text: string;
  category: string;
  place: string;
  priceMax: string;
}

const questionOf = (filters: Partial<Record<string, string>>): Question => ({
  text: filters.text ?? "",
  category: filters.category ?? "",
  place: placeOf(filters.place).id,
  priceMax: filters.priceMax ?? "",
});

/** Asks the gateway itself what it would do with a search, without sending it. */
export function DryRun() {
  const [filters, set] = useFilters();
  const asked = questionOf(filters);
  const [question, setQuestion] = useState(asked);
  const price = question.priceMax.trim();
  const isWrong = price !== "" && !(Number(price) >= 0);
  const answer = useQuery({
    queryKey: ["dry-run", asked],
    enabled: filters.place !== undefined,
    queryFn: (): Promise<RouteDecision[]> => api.post("/api/v1/routing/dry-run", bodyOf(asked)),
  });

  return (
    <section className="card" aria-label="Who would get this?">
      <div className="card-head">
        <h2>Who would get this?</h2>
        <span className="muted small">A search that is not sent</span>
      </div>
      <form
        className={classes.question}
        onSubmit={(event) => {
          event.preventDefault();
          if (isWrong) return;
          set({ ...question });
        }}
      >
        <TextInput
          label="Words"
          placeholder="biscuits"
          value={question.text}
          onChange={(event) => setQuestion({ ...question, text: event.currentTarget.value })}
        />
        <TextInput
          label="Category"
          placeholder="any"
          value={question.category}
          onChange={(event) => setQuestion({ ...question, category: event.currentTarget.value })}
        />
        <Select
          label="Deliver to"
          data={PLACES.map(({ id, label }) => ({ value: id, label }))}
          value={question.place}
          allowDeselect={false}
          onChange={(place) => setQuestion({ ...question, place: place ?? question.place })}
        />
        <TextInput
          label="Price up to, PKR"
          placeholder="any"
          inputMode="decimal"
          value={question.priceMax}
          error={isWrong ? "A price." : undefined}
          onChange={(event) => setQuestion({ ...question, priceMax: event.currentTarget.value })}
        />
        <span />
        <Button type="submit" variant="default" loading={answer.isFetching}>
          Ask
        </Button>
      </form>
      {answer.error !== null && (
        <div className="card-pad">
          <ProblemAlert error={answer.error} onRetry={() => void answer.refetch()} compact />
        </div>
      )}
      {answer.isLoading && (
        <div className="card-pad" aria-busy="true" aria-label="Loading">
          <Skeleton height={64} />
        </div>
      )}
      {answer.data && <Decisions of={answer.data} />}
    </section>
  );
}

function bodyOf(question: Question) {
  const { gps, city } = placeOf(question.place);
  return {
    text: question.text === "" ? null : question.text,
    category: question.category === "" ? null : question.category,
    gps,
    city,
    priceMax: question.priceMax === "" ? null : Number(question.priceMax),
  };
}

function Decisions({ of }: { of: RouteDecision[] }) {
  const chosen = of.filter((one) => one.isChosen).length;
  if (of.length === 0) return <p className="card-pad muted">No seller is accredited in this domain and city.</p>;
  return (
    <>
      <p className="muted" style={{ padding: "0 16px 12px" }} role="status">
        {chosen} of {of.length} sellers would get it.
      </p>
      <ul className={classes.decisions} aria-label="Decisions">
        {of.map((one) => (
          <li key={one.subscriberId}>
            {one.isChosen ? (
              <IconCheck size={16} className="good" aria-label="gets it" />
            ) : (
              <IconMinus size={16} className="bad" aria-label="does not get it" />
            )}
            <span className={one.isChosen ? "strong truncate" : "muted truncate"}>{one.subscriberId}</span>
            <span className="num muted small">× {one.weight}</span>
            <span className={classes.reasons}>
              {one.because.map((reason) => (
                <span key={reason} className={classes.reason}>
                  {reason}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
