import { createRoute, type OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Transaction } from '../../platform/database.ts';
import { AppError } from '../../errors.ts';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import { check } from '../../domain/shared/schema-faults.ts';
import {
  reachOf,
  type Caller,
  type Permission,
  type Reach,
} from '../../domain/shared/permissions.ts';
import { actorOf, transact, type Answer, type ApiDeps, type Env } from './context.ts';
import { answerOnce, IdempotencyHeaders } from './idempotency.ts';
import { refusalsOf } from './refusals.ts';
import { isStorable, readJson } from './json-body.ts';

/**
 * The shape of every route: what it is called, who may call it, what comes in, what goes out. From
 * one declaration come the permission check, validation, the OpenAPI page and the refusal tests.
 */

type Shape = z.ZodObject | undefined;
type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;

export interface EndpointSpec<P extends Shape, Q extends Shape, B extends z.ZodType | undefined> {
  /** Stable operation id: `actions.create`. */
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  /** `public` routes are called without a caller; they check whatever they need themselves. */
  permission: Permission | 'public';
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Shown in the documentation instead of `body`, where faults are found by the handler. */
  bodyDocument?: z.ZodType;
  status: 200 | 201 | 202 | 204;
  /** How a `public` route that is not open to everyone tells who calls, for the documentation. */
  security?: RouteConfig['security'];
  /** Absent for 204. The answer passes through it: a field it does not name does not leave. */
  answer?: z.ZodType;
}

export interface EndpointRequest<
  P extends Shape,
  Q extends Shape,
  B extends z.ZodType | undefined,
> {
  c: Context<Env>;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
}

export interface CallerRequest<
  P extends Shape,
  Q extends Shape,
  B extends z.ZodType | undefined,
> extends EndpointRequest<P, Q, B> {
  caller: Caller;
  /** How far this route's permission reaches for the caller; never `none`. */
  reach: Exclude<Reach, 'none'>;
  /** A transaction in the caller's company. */
  read: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** The same, honouring `Idempotency-Key`: the answer is part of what is committed. */
  write: (work: (transaction: Transaction) => Promise<Answer>) => Promise<Answer>;
}

export interface Endpoint {
  id: string;
  permission: Permission | 'public';
  definition: ReturnType<typeof createRoute>;
  handler: (c: Context<Env>) => Promise<Response>;
}

/** A route for callers: authenticated, permitted, validated. */
export const endpoint = <
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  deps: ApiDeps,
  spec: EndpointSpec<P, Q, B> & { permission: Permission },
  handle: (request: CallerRequest<P, Q, B>) => Promise<Answer>,
): Endpoint => ({
  id: spec.id,
  permission: spec.permission,
  definition: define(spec),
  handler: async (c) => {
    const caller = requireCaller(c);
    const reach = reachOf(caller, spec.permission);
    if (reach === 'none') {
      throw new AppError('forbidden', `this needs the permission ${spec.permission}`);
    }
    const request = await parse(c, spec);
    const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
    const answer = await handle({
      ...request,
      caller,
      reach,
      read: (work) => transact(deps, actor, work),
      write: (work) =>
        transact(deps, actor, (tx) =>
          answerOnce({ c, tx, caller, keys: deps.encryptionKeys }, () =>
            work(tx).then((result) => shape(spec.answer, result)),
          ),
        ),
    });
    return send(c, spec, answer);
  },
});

/** A route open to everyone, such as signing in or a callback with its own token. */
export const publicEndpoint = <
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  spec: EndpointSpec<P, Q, B> & { permission: 'public' },
  handle: (request: EndpointRequest<P, Q, B>) => Promise<Answer>,
): Endpoint => ({
  id: spec.id,
  permission: 'public',
  definition: define(spec),
  handler: async (c) => send(c, spec, await handle(await parse(c, spec))),
});

export const requireCaller = (c: Context<Env>): Caller => {
  const caller = c.get('caller');
  if (!caller)
    throw new AppError('unauthenticated', 'send `Authorization: Bearer <API key>`, or sign in');
  return caller;
};

/** Registers the routes: documentation and handler together. */
export const mount = (app: OpenAPIHono<Env>, endpoints: readonly Endpoint[]): void => {
  for (const { definition, handler } of endpoints) {
    app.openAPIRegistry.registerPath(definition);
    app.on(definition.method, definition.getRoutingPath(), handler);
  }
};

const parse = async <P extends Shape, Q extends Shape, B extends z.ZodType | undefined>(
  c: Context<Env>,
  spec: EndpointSpec<P, Q, B>,
): Promise<EndpointRequest<P, Q, B>> => {
  const address = c.req.param();
  const params = spec.params?.safeParse(address);
  if (params && !(params.success && Object.values(address).every(isStorable))) {
    throw new AppError('not_found', 'there is nothing at this address');
  }
  const question = c.req.query();
  const query = spec.query && check(spec.query, question);
  const body = spec.body && check(spec.body, await readJson(c));
  const faults = [
    ...Object.keys(question).flatMap((name) =>
      isStorable(question[name] ?? '') ? [] : [fault(name, 'not_storable', {})],
    ),
    ...strayFaults(c, spec.query),
    ...[query, body].flatMap((part) => (part?.success === false ? part.faults : [])),
  ];
  if (faults.length > 0)
    throw new AppError('validation_failed', 'the request is not valid', { faults });
  return {
    c,
    params: params?.data as Parsed<P>,
    query: (query?.success ? query.data : undefined) as Parsed<Q>,
    body: (body?.success ? body.data : undefined) as Parsed<B>,
  };
};

/** What is misspelt or said twice would be left out, and a list then show more than was asked for. */
const strayFaults = (c: Context<Env>, query: Shape): Fault[] =>
  query === undefined
    ? []
    : Object.entries(c.req.queries()).flatMap(([name, values]) => {
        if (!Object.hasOwn(query.shape, name)) return [fault(name, 'unknown_field', {})];
        return values.length > 1 ? [fault(name, 'given_twice', {})] : [];
      });

const shape = (schema: z.ZodType | undefined, answer: Answer): Answer =>
  schema === undefined ? answer : { ...answer, body: schema.parse(answer.body) as object };

const send = (
  c: Context<Env>,
  spec: Pick<EndpointSpec<undefined, undefined, undefined>, 'status' | 'answer'>,
  answer: Answer,
): Response => {
  for (const [name, value] of Object.entries(answer.headers ?? {})) c.header(name, value);
  if (spec.status === 204) return c.body(null, 204);
  return c.json(shape(spec.answer, answer).body ?? {}, spec.status);
};

const define = (
  spec: EndpointSpec<Shape, Shape, z.ZodType | undefined>,
): ReturnType<typeof createRoute> => {
  const body = spec.bodyDocument ?? spec.body;
  const config: RouteConfig = {
    operationId: spec.id,
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    tags: [spec.id.split('.')[0] ?? spec.id],
    ...(spec.description === undefined ? {} : { description: spec.description }),
    security:
      spec.security ??
      (spec.permission === 'public' ? [] : [{ bearer: [] }, { apiKey: [] }, { session: [] }]),
    request: {
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { query: spec.query } : {}),
      ...(startsSomething(spec) ? { headers: IdempotencyHeaders } : {}),
      ...(body
        ? { body: { required: true, content: { 'application/json': { schema: body } } } }
        : {}),
    },
    responses: {
      [spec.status]: {
        description: spec.summary,
        ...(spec.answer ? { content: { 'application/json': { schema: spec.answer } } } : {}),
      },
      ...refusalsOf({
        needsCaller: spec.permission !== 'public' || spec.security !== undefined,
        hasAddress: spec.params !== undefined,
        hasInput: spec.query !== undefined || spec.body !== undefined,
        startsSomething: startsSomething(spec),
      }),
    },
    'x-permission': spec.permission,
  };
  return createRoute(config);
};

/** What a repeat would do twice, and `Idempotency-Key` does once. */
const startsSomething = (
  spec: Pick<EndpointSpec<Shape, Shape, undefined>, 'method' | 'permission' | 'status'>,
): boolean =>
  spec.method === 'post' &&
  spec.permission !== 'public' &&
  (spec.status === 201 || spec.status === 202);
