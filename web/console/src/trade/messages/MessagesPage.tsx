import { Button, Skeleton, TextInput } from "@mantine/core";
import { IconActivity, IconArrowsLeftRight, IconChevronLeft } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState, type SubmitEvent } from "react";
import { EmptyState } from "../../components/EmptyState";
import { IdText } from "../../components/IdText";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useMe } from "../../platform/identity/session";
import { mayOpenPage } from "../../shell/pages";
import { arrowsOf } from "./exchange";
import { ExchangeList } from "./ExchangeList";
import { MessagePanel } from "./MessagePanel";
import { SequenceDiagram } from "./SequenceDiagram";
import { useMessages } from "./useMessages";
import classes from "./MessagesPage.module.css";

export default function MessagesPage() {
  const { transactionId } = useSearch({ from: "/shell/trade/messages" });
  return transactionId === undefined ? <Chooser /> : <Transaction key={transactionId} id={transactionId} />;
}

function Chooser() {
  const navigate = useNavigate({ from: "/trade/messages" });
  const [text, setText] = useState("");
  const messages = useMessages(undefined);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (text.trim() !== "") void navigate({ search: { transactionId: text.trim() } });
  }

  return (
    <>
      <PageHeader
        title="Messages"
        crumbs={[{ label: "Trade" }]}
        lead="Choose a transaction to see every signed message of it, who verified what, and the bytes themselves."
      />
      <form className={classes.jump} onSubmit={submit}>
        <TextInput
          className="grow"
          aria-label="Transaction id"
          placeholder="Paste a transaction id"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Show
        </Button>
      </form>
      {messages.error !== null && <ProblemAlert error={messages.error} onRetry={messages.retry} />}
      <ExchangeList messages={messages} />
    </>
  );
}

function Transaction({ id }: { id: string }) {
  const me = useMe();
  const { message: chosen } = useSearch({ from: "/shell/trade/messages" });
  const navigate = useNavigate({ from: "/trade/messages" });
  const { messages, closed, isLoading, error, retry } = useMessages(id);
  const arrows = useMemo(() => arrowsOf(messages), [messages]);
  const arrow = arrows.find((one) => one.sent?.id === chosen || one.received?.id === chosen);
  return (
    <>
      <PageHeader
        title="Transaction"
        crumbs={[{ label: "Trade" }, { label: "Messages", to: "/trade/messages" }]}
        lead={
          <span className="row wrap">
            <IdText id={id} full label="transaction id" />
            <span>· {arrows.length} messages</span>
          </span>
        }
        actions={
          <>
            {mayOpenPage(me, "/platform/events") && (
              <Button
                variant="default"
                leftSection={<IconActivity size={16} />}
                renderRoot={(props) => <Link to="/platform/events" search={{ correlationId: id }} {...props} />}
              >
                Events
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconChevronLeft size={16} />}
              renderRoot={(props) => <Link to="/trade/messages" {...props} />}
            >
              All transactions
            </Button>
          </>
        }
      />
      {error !== null && <ProblemAlert error={error} onRetry={retry} />}
      {isLoading && arrows.length === 0 && <Skeleton height={420} />}
      {!isLoading && error === null && arrows.length === 0 && (
        <EmptyState icon={IconArrowsLeftRight} title="No node recorded a message of this transaction">
          Check the id. Messages of nodes that are not hosted here are only seen where they meet one that is.
        </EmptyState>
      )}
      {closed.length > 0 && arrows.length > 0 && (
        <p className={classes.note}>Not shown, since your role does not read them: records of {closed.join(", ")}.</p>
      )}
      {arrows.length > 0 && (
        <div className={classes.layout}>
          <SequenceDiagram
            arrows={arrows}
            chosen={arrow?.key ?? null}
            onChoose={(next) =>
              void navigate({
                search: { transactionId: id, message: (next.received ?? next.sent)?.id },
                replace: true,
              })
            }
          />
          {arrow ? (
            <MessagePanel key={arrow.key} arrow={arrow} />
          ) : (
            <p className={classes.hint}>
              Choose a message to see its bytes, its headers, and what its receiver checked.
            </p>
          )}
        </div>
      )}
    </>
  );
}
