import type { Context } from 'hono';
import { z } from '@hono/zod-openapi';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import { check, unknownField } from '../../domain/shared/schema-faults.ts';
import { AppError, invalid } from '../../errors.ts';
import { isStorable } from './bodies/json.ts';
import type { BodyOf, BodySpec } from './bodies/kinds.ts';
import { receiveBody } from './bodies/read.ts';
import { requireReadable } from './bodies/text.ts';
import type { Env } from './context.ts';
import type { EndpointRequest, Parsed, RouteSpec, Shape } from './spec.ts';

/** A request, parsed as its route declares it: all faults at once. */

export const nothingHere = (): AppError =>
  new AppError('not_found', 'there is nothing at this address');

/** A person follows a link or sends an HTML form. A program asks for JSON, or for anything. */
export const wantsPage = (c: Context<Env>): boolean =>
  (c.req.header('Accept') ?? '').includes('text/html');

interface ParsedRequest<
  P extends Shape,
  Q extends Shape,
  B extends BodySpec,
> extends EndpointRequest<P, Q, B> {
  fingerprint: () => Promise<string>;
}

export const parseRequest = async <P extends Shape, Q extends Shape, B extends BodySpec>(
  c: Context<Env>,
  spec: Pick<RouteSpec<P, Q, B>, 'params' | 'query' | 'body'>,
): Promise<ParsedRequest<P, Q, B>> => {
  requireReadable(c.req.url, 'the address');
  const address = c.req.param();
  const params = spec.params?.safeParse(address);
  if (params && !(params.success && Object.values(address).every(isStorable))) throw nothingHere();
  const question = c.req.query();
  const query = spec.query && check(spec.query, question);
  const faults = [
    ...Object.keys(question).flatMap((name) =>
      isStorable(question[name] ?? '') ? [] : [fault(name, 'not_storable', {})],
    ),
    ...strayFaults(c, spec.query),
    ...(query?.success === false ? query.faults : []),
  ];
  const { checked, fingerprint } = await receiveBody(c, spec.body);
  if (!checked.success) faults.push(...checked.faults);
  if (faults.length > 0) throw invalid(faults);
  return {
    c,
    params: params?.data as Parsed<P>,
    query: (query?.success === true ? query.data : undefined) as Parsed<Q>,
    body: (checked.success ? checked.data : undefined) as BodyOf<B>,
    fingerprint,
  };
};

/** A page that a mail links to: some mail programs append parameters of their own. */
const isOpen = (query: z.ZodObject): boolean => query.def.catchall instanceof z.ZodUnknown;

/** A misspelt or repeated parameter is refused: without it a list would show more than was asked for. */
const strayFaults = (c: Context<Env>, query: Shape): Fault[] =>
  query === undefined || isOpen(query)
    ? []
    : Object.entries(c.req.queries()).flatMap(([name, values]) => {
        if (!Object.hasOwn(query.shape, name))
          return [unknownField(name, name, Object.keys(query.shape))];
        return values.length > 1 ? [fault(name, 'given_twice', {})] : [];
      });
