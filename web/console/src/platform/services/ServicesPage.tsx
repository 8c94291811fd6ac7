import { Skeleton } from "@mantine/core";
import { IconTopologyStar3 } from "@tabler/icons-react";
import { useMemo } from "react";
import { DataTable, type Column } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { PageHeader } from "../../components/PageHeader";
import { ProblemAlert } from "../../components/ProblemAlert";
import { StateBadge } from "../../components/StateBadge";
import { TimeText } from "../../components/TimeText";
import { useFilters } from "../../components/useFilters";
import { areaOf } from "./layout";
import { ServiceGraph } from "./ServiceGraph";
import { ServicePanel } from "./ServicePanel";
import { latencyText, processText, reasonText, sufferers, worstFirst, type Need, type Service } from "./services";
import { useServices } from "./useServices";
import classes from "./ServicesPage.module.css";

const needsText = (needs: readonly Need[]): string =>
  needs.map((need) => `${reasonText(need.kinds)} ${need.service}`).join(", ");

const namesText = (needs: readonly Need[]): string => needs.map(({ service }) => service).join(", ");
const placesText = (service: Service): string => service.processes.map(processText).join("; ");

const checksText = (service: Service): string =>
  service.checks.map((check) => `${check.name} ${latencyText(check.durationMilliseconds)}`).join(", ");

function whyText(service: Service, suffering: ReadonlyMap<string, string[]>): string {
  const culprits = suffering.get(service.name);
  return service.detail ?? (culprits === undefined ? "" : `needs ${culprits.join(", ")}`);
}

const columnsOf = (suffering: ReadonlyMap<string, string[]>): Column<Service>[] => [
  {
    key: "name",
    header: "Service",
    width: 170,
    text: (row) => row.name,
    render: (row) => <span className="strong">{row.name}</span>,
  },
  {
    key: "state",
    header: "State",
    width: 116,
    text: (row) => row.status,
    render: (row) => <StateBadge state={row.status} />,
  },
  { key: "checks", header: "Checks", width: 130, text: checksText, render: checksText },
  {
    key: "why",
    header: "Why",
    text: (row) => whyText(row, suffering),
    render: (row) => <span title={whyText(row, suffering)}>{whyText(row, suffering)}</span>,
  },
  {
    key: "needs",
    header: "Needs",
    width: 230,
    text: (row) => needsText(row.needs),
    render: (row) => <span title={needsText(row.needs)}>{needsText(row.needs)}</span>,
  },
  {
    key: "needed",
    header: "Needed by",
    width: 180,
    text: (row) => namesText(row.neededBy),
    render: (row) => <span title={namesText(row.neededBy)}>{namesText(row.neededBy)}</span>,
  },
  { key: "process", header: "Process", width: 140, text: placesText, render: placesText },
];

export default function ServicesPage() {
  const [filters, set] = useFilters();
  const { services, at, isLoading, error, refetch } = useServices();
  const suffering = useMemo(() => sufferers(services), [services]);
  const columns = useMemo(() => columnsOf(suffering), [suffering]);
  const chosen = services.find(({ name }) => name === filters.service);
  const choose = (service: string | undefined) => set({ service });
  const well = services.filter(({ status }) => status === "Healthy").length;
  return (
    <>
      <PageHeader
        title="Services"
        crumbs={[{ label: "Platform" }]}
        lead={
          services.length === 0 ? (
            "What runs, how it is, and which service needs which."
          ) : (
            <>
              {well} of {services.length} healthy, looked at <TimeText at={new Date(at).toISOString()} />. Choose one to
              see what it needs and what needs it.
            </>
          )
        }
      />
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isLoading && error === null && <Skeleton height={420} mb={16} />}
      {services.length > 0 && (
        <div className={classes.layout}>
          <ServiceGraph
            services={services.filter(({ name }) => areaOf(name) !== name)}
            suffering={suffering}
            chosen={chosen}
            onChoose={choose}
          />
          {chosen && <ServicePanel service={chosen} culprits={suffering.get(chosen.name) ?? []} onChoose={choose} />}
        </div>
      )}
      <DataTable
        id="services"
        label="Services"
        columns={columns}
        rowKey={(row) => row.name}
        reserve={200}
        onOpen={(row) => choose(row.name)}
        isChosen={(row) => row.name === chosen?.name}
        filters={<span className="strong">All services, the worst first</span>}
        source={{
          rows: services.toSorted(worstFirst),
          isLoading,
          error: null,
          retry: () => void refetch(),
          hasMore: false,
          isLoadingMore: false,
          loadMore: () => undefined,
        }}
        empty={
          <EmptyState icon={IconTopologyStar3} title="No service told of itself">
            Each service appears here as soon as its process answers.
          </EmptyState>
        }
      />
    </>
  );
}
