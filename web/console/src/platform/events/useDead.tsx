import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api } from "../../api/client";
import type { MessageService } from "../../api/types";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { toastDone, toastProblem } from "../../components/toast";

type DeadPath = `/api/v1/events/dead-letters/${string}` | `/api/v1/${MessageService}/deliveries/${string}`;

interface Dead<T> {
  /** Where one is: deleting there purges it, posting below redrives it. */
  pathOf: (one: T) => DeadPath;
  /** What must be typed to purge it alone. */
  nameOf: (one: T) => string;
  noun: { one: string; many: string };
  redriven: (count: number) => string;
  /** What purging means. */
  consequence: (count: number) => ReactNode;
  /** The lists that change, by the beginning of their keys. */
  lists: readonly string[];
}

/** What an operator does with what was put aside: the buttons, and the dialog that purging asks in. */
export function useDead<T>({ pathOf, nameOf, noun, redriven, consequence, lists }: Dead<T>) {
  const client = useQueryClient();
  const [purging, setPurging] = useState<{ chosen: T[]; done: () => void } | null>(null);
  const onSettled = () => Promise.all(lists.map((list) => client.invalidateQueries({ queryKey: [list] })));
  const redrive = useMutation({
    mutationFn: (chosen: T[]) => Promise.all(chosen.map((one) => api.post(`${pathOf(one)}/redrive`))),
    onSuccess: (_, chosen) => toastDone(redriven(chosen.length)),
    onError: toastProblem,
    onSettled,
  });
  const purge = useMutation({
    mutationFn: (chosen: T[]) => Promise.all(chosen.map((one) => api.delete(pathOf(one)))),
    onSuccess: () => toastDone("Purged"),
    onSettled,
  });

  const actions = (chosen: T[], done: () => void) => (
    <>
      <Button size="compact-sm" loading={redrive.isPending} onClick={() => redrive.mutate(chosen, { onSuccess: done })}>
        Redrive
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          purge.reset();
          setPurging({ chosen, done });
        }}
      >
        Purge…
      </Button>
    </>
  );

  const count = purging?.chosen.length ?? 0;
  const first = purging?.chosen[0];
  const dialog = purging !== null && first !== undefined && (
    <ConfirmDialog
      title={count === 1 ? `Purge this ${noun.one}?` : `Purge ${count} ${noun.many}?`}
      name={count === 1 ? nameOf(first) : `purge ${count}`}
      action="Purge"
      pending={purge.isPending}
      error={purge.error}
      onConfirm={() =>
        purge.mutate(purging.chosen, {
          onSuccess: () => {
            setPurging(null);
            purging.done();
          },
        })
      }
      onClose={() => setPurging(null)}
    >
      {consequence(count)}
    </ConfirmDialog>
  );
  return { actions, dialog };
}
