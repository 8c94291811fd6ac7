import type { Page, Problem, User } from "../src/api/types";
import type { World } from "./world.ts";

export interface Call {
  world: World;
  user: User;
  params: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  text: string;
}

export interface Answer {
  status: number;
  body?: unknown;
  /** Instead of a body: what is no JSON. */
  text?: string;
  cookie?: string;
}

export type Handler = (call: Call) => Answer;

/** `METHOD /path/:with/:params` → what answers. */
export type Routes = Record<string, Handler>;

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const accepted = (body: unknown): Answer => ({ status: 202, body });
export const none = (): Answer => ({ status: 204 });

export function problem(
  status: number,
  code: string,
  title: string,
  detail?: string,
  errors?: Record<string, string[]>,
): Answer {
  const body: Problem = {
    type: `https://skylink.example/errors#${code}`,
    title,
    status,
    code,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  };
  if (detail !== undefined) body.detail = detail;
  if (errors !== undefined) body.errors = errors;
  return { status, body };
}

export const notFound = (what: string): Answer => problem(404, "platform.not_found", `There is no such ${what}`);

const MAX_LIMIT = 200;

export function page<T>(items: T[], idOf: (item: T) => string, query: URLSearchParams): Answer {
  const limit = Math.min(MAX_LIMIT, Number(query.get("limit") ?? "50"));
  const after = query.get("after");
  const start = after === null ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
  const part = items.slice(start, start + limit);
  const last = part.at(-1);
  const body: Page<T> = { items: part, next: start + limit < items.length && last !== undefined ? idOf(last) : null };
  return ok(body);
}

export const contains = (text: string | null | undefined, part: string | null): boolean =>
  part === null || (text ?? "").toLowerCase().includes(part.toLowerCase());

export interface Match {
  handler: Handler;
  params: Record<string, string>;
}

export function match(routes: Routes, method: string, path: string): Match | null {
  const parts = path.split("/");
  for (const [pattern, handler] of Object.entries(routes)) {
    const [verb, template = ""] = pattern.split(" ");
    const expected = template.split("/");
    if (verb !== method || expected.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = expected.every((word, index) => {
      const actual = decodeURIComponent(parts[index] ?? "");
      if (!word.startsWith(":")) return word === actual;
      params[word.slice(1)] = actual;
      return actual !== "";
    });
    if (fits) return { handler, params };
  }
  return null;
}
