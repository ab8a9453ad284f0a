import type { RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Caller, Permission, Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import type { AnswerSpec } from './answers/kinds.ts';
import type { BodyOf, BodySpec, SampleOf } from './bodies/kinds.ts';
import type { Answer, Env } from './context.ts';

/** What a route declares, and what its handler is given. */

export type Shape = z.ZodObject | undefined;
export type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;

export interface RouteSpec<
  P extends Shape = Shape,
  Q extends Shape = Shape,
  B extends BodySpec = BodySpec,
  A extends AnswerSpec = AnswerSpec,
> {
  /** Stable operation id: `actions.create`. */
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  /** A `public` route has no caller; it checks for itself what it needs. */
  permission: Permission | 'public';
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  /** Request headers of its own, for the documentation; the handler reads them from `c`. */
  headers?: z.ZodObject;
  body?: B;
  /** Shown in the documentation instead of `body`, where the handler finds the faults. */
  bodyDocument?: z.ZodType;
  /** A body with every field: the documentation shows it, and the refusal tests send it. */
  sample?: SampleOf<B>;
  status: 200 | 201 | 202 | 204;
  /** When the work that it starts has ended before it answers. */
  endedStatus?: 200;
  /** For a route that waits for another system. Default: that of all routes. */
  timeoutMs?: number;
  /** How a `public` route authenticates its callers, for the documentation. */
  security?: RouteConfig['security'];
  /** Bearer tokens that this `public` route checks itself. */
  ownToken?: RegExp;
  /** The origins whose pages may call this `public` route from a browser. Absent: none but our own. */
  allowedOrigins?: (c: Context<Env>) => Promise<readonly string[]>;
  /** Absent for 204. The answer is parsed by it: a field that it does not name is left out. */
  answer?: A;
}

export interface LoadRequest<P extends Shape> {
  tx: Transaction;
  params: Parsed<P>;
  caller: Caller;
  scope: Scope;
}

export interface CallerRouteSpec<
  P extends Shape,
  Q extends Shape,
  B extends BodySpec,
  A extends AnswerSpec,
  R,
> extends RouteSpec<P, Q, B, A> {
  permission: Permission;
  /**
   * The resource that the address names, given to every `read` and `write`. Undefined if it is not there,
   * not the company's, or out of the caller's reach: all of them are the same 404.
   */
  load?: (request: LoadRequest<P>) => Promise<R | undefined>;
}

export interface EndpointRequest<P extends Shape, Q extends Shape, B extends BodySpec> {
  c: Context<Env>;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: BodyOf<B>;
}

export interface CallerRequest<
  P extends Shape,
  Q extends Shape,
  B extends BodySpec,
  R,
> extends EndpointRequest<P, Q, B> {
  caller: Caller;
  /** Whose records the caller reaches with the permission of this route. */
  scope: Scope;
  /** A transaction in the caller's company. */
  read: <T>(work: (tx: Transaction, resource: R) => Promise<T>) => Promise<T>;
  /** The same, honouring `Idempotency-Key`: the answer is part of what is committed. */
  write: (work: (tx: Transaction, resource: R) => Promise<Answer>) => Promise<Answer>;
}

/** A row of the route table. */
export interface Endpoint {
  spec: RouteSpec;
  handler: (c: Context<Env>) => Promise<Response>;
}
