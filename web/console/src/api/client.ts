import type { Address, Body } from "./addresses";
import type { Problem } from "./types";

/** A refusal of the platform, with what a person needs to report it. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  body?: unknown;
  query?: Query;
  signal?: AbortSignal;
  /** Sent as it is; `body` is sent as JSON. */
  content?: Blob;
  /** The version of what one changes, as one saw it: whoever saw an older one is refused. */
  version?: number;
  /** Repeat a request with the same key and it happens once. A fresh one is made for each POST without. */
  idempotencyKey?: string;
  contentType?: string;
}

export function withQuery(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}

async function send<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await ask(method, path, "application/json", options);
  if (response.status === 204 || response.headers.get("content-length") === "0") return undefined as T;
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function ask(method: string, path: string, accept: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { accept };
  if (method !== "GET") headers["x-skylink-request"] = "1";
  if (method === "POST") headers["idempotency-key"] = options.idempotencyKey ?? newKey();
  if (options.version !== undefined) headers["if-match"] = `"${options.version}"`;
  const body = options.content ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  if (body !== undefined) headers["content-type"] = options.contentType ?? "application/json";
  let response: Response;
  try {
    const init: RequestInit = { method, headers, credentials: "same-origin" };
    if (body !== undefined) init.body = body;
    if (options.signal) init.signal = options.signal;
    response = await fetch(withQuery(path, options.query), init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError({
      title: "SkyLink cannot be reached",
      status: 0,
      code: "console.unreachable",
      detail: "The network or the platform is down. Your input is kept; try again in a moment.",
    });
  }
  if (!response.ok) throw new ApiError(await readProblem(response));
  return response;
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback: Problem = { title: response.statusText || `HTTP ${response.status}`, status: response.status };
  const traceId = response.headers.get("traceparent")?.split("-")[1];
  if (traceId !== undefined) fallback.traceId = traceId;
  if (!(response.headers.get("content-type") ?? "").includes("json")) return fallback;
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return fallback;
  }
}

/** `crypto.randomUUID` exists in secure contexts only; a plain-http address in a local network is none. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Only where the platform can do without a body may it be left out. */
type Sent<B> = undefined extends B
  ? [body?: B, options?: Omit<Options, "body">]
  : [body: B, options?: Omit<Options, "body">];

/** Addresses and bodies are those of the platform's description; what comes back is the caller's `types.ts`. */
export const api = {
  get: <T>(path: Address<"get">, query?: Query, signal?: AbortSignal) =>
    send<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) }),
  /** Of what is no JSON. */
  text: async (path: Address<"get">, signal?: AbortSignal): Promise<string> =>
    (await ask("GET", path, "text/plain", signal ? { signal } : {})).text(),
  post: <To extends Address<"post">, T>(to: To, ...[body, options]: Sent<Body<"post", To>>): Promise<T> =>
    send<T>("POST", to, { ...options, body }),
  put: <To extends Address<"put">, T>(to: To, body: Body<"put", To>, version?: number): Promise<T> =>
    send<T>("PUT", to, { body, ...(version === undefined ? {} : { version }) }),
  delete: (path: Address<"delete">) => send<undefined>("DELETE", path),
};

export function asProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    title: "Something went wrong in the console",
    status: 0,
    code: "console.unexpected",
    detail: error instanceof Error ? error.message : String(error),
  };
}
