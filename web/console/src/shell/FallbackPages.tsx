import { Button, Skeleton } from "@mantine/core";
import { IconCompass } from "@tabler/icons-react";
import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { EmptyState } from "../components/EmptyState";
import { ProblemAlert } from "../components/ProblemAlert";

export function NotFoundPage() {
  return (
    <EmptyState icon={IconCompass} title="There is no page at this address" action={<Link to="/">Back to home</Link>}>
      The address may have been shortened or moved. Press Ctrl-K to find a page by its name, or paste an id there.
    </EmptyState>
  );
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <div className="stack" style={{ padding: 24, maxWidth: 720 }}>
      <h1 style={{ fontSize: 20 }}>This page could not be shown</h1>
      <ProblemAlert error={error} />
      <div className="row">
        <Button
          onClick={() => {
            reset();
            void router.invalidate();
          }}
        >
          Try again
        </Button>
        <Button variant="default" onClick={() => window.location.assign("/")}>
          Back to home
        </Button>
      </div>
    </div>
  );
}

export function PendingPage() {
  return (
    <div className="stack" aria-busy="true" aria-label="Loading">
      <Skeleton height={28} width={220} />
      <Skeleton height={16} width={380} />
      <Skeleton height={320} />
    </div>
  );
}
