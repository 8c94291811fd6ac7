import { useLocalStorage } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { PageHeader } from "../../components/PageHeader";
import { CompanyStep } from "./CompanyStep";
import { KeysStep } from "./KeysStep";
import { BLANK, type Draft } from "./onboarding";
import { SelfTestStep } from "./SelfTestStep";
import classes from "./OnboardPage.module.css";

const STEPS = [
  ["company", "Company"],
  ["keys", "Keys"],
  ["test", "Self-test"],
] as const;

/** Three steps, each with its own address; what was typed survives a reload. */
export default function OnboardPage() {
  const { step = "company", id } = useSearch({ from: "/shell/trade/registry/onboard" });
  const navigate = useNavigate({ from: "/trade/registry/onboard" });
  const [draft, setDraft] = useLocalStorage<Draft>({
    key: "skylink.onboarding",
    defaultValue: BLANK,
    getInitialValueInEffect: false,
  });
  const subscriberId = id ?? "";
  const go = (next: string, subscriber: string) => void navigate({ search: { step: next, id: subscriber } });
  return (
    <>
      <PageHeader
        title="Onboard a participant"
        crumbs={[{ label: "Trade" }, { label: "Participants", to: "/trade/registry" }]}
        lead="A company applies, proves that it holds its keys, and is approved by an operator."
      />
      <ol className={classes.steps} aria-label="Steps">
        {STEPS.map(([key, label]) => (
          <li key={key} aria-current={step === key ? "step" : undefined}>
            {label}
          </li>
        ))}
      </ol>
      {step === "company" && (
        <CompanyStep
          draft={draft}
          onChange={setDraft}
          onApplied={(subscriber) => {
            setDraft(BLANK);
            go("keys", subscriber);
          }}
        />
      )}
      {step === "keys" && <KeysStep subscriberId={subscriberId} onNext={() => go("test", subscriberId)} />}
      {step === "test" && <SelfTestStep subscriberId={subscriberId} />}
    </>
  );
}
