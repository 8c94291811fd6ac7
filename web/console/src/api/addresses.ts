/**
 * What the platform's own description says may be asked, and with which body: a request that it would refuse for its
 * shape, or an address that it does not have, does not compile.
 */
import type { paths } from "./generated";

type Method = "get" | "post" | "put" | "delete";

/** `/users/{id}/roles` as the pattern `/users/${string}/roles`. */
type Pattern<Path extends string> = Path extends `${infer Head}{${string}}${infer Tail}`
  ? `${Head}${string}${Pattern<Tail>}`
  : Path;

/** Where something is asked with the method. */
export type Address<M extends Method> = {
  [Path in keyof paths]: paths[Path][M] extends object ? Pattern<Path> : never;
}[keyof paths];

type BodyOf<Operation> = Operation extends { requestBody: Json<infer Body> }
  ? Body
  : Operation extends { requestBody?: Json<infer Body> }
    ? Body | undefined
    : undefined;

interface Json<Body> {
  content: { "application/json": Body };
}

/** The body that goes there. */
export type Body<M extends Method, To extends string> = {
  [Path in keyof paths]: paths[Path][M] extends object
    ? To extends Pattern<Path>
      ? BodyOf<paths[Path][M]>
      : never
    : never;
}[keyof paths];
