import { z, type RouteConfig } from '@hono/zod-openapi';
import type { AnswerSpec } from './answers/kinds.ts';
import type { BodySpec, UploadBody } from './bodies/kinds.ts';
import { IdempotencyHeaders } from './idempotency.ts';
import { refusalsOf } from './refusals.ts';
import type { RouteSpec } from './spec.ts';

/** A route as the OpenAPI document shows it. */

export const definitionOf = (spec: RouteSpec): RouteConfig => {
  const headers = headersOf(spec);
  return {
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
      ...(spec.params && { params: spec.params }),
      ...(spec.query && { query: spec.query }),
      ...(headers && { headers }),
      ...(spec.body && { body: { required: needsBody(spec), content: bodyContent(spec) } }),
    },
    responses: {
      [spec.status]: { description: spec.summary, ...answerContent(spec.answer) },
      ...(spec.endedStatus && {
        [spec.endedStatus]: { description: 'It has ended', ...answerContent(spec.answer) },
      }),
      ...rangeResponses(spec.answer),
      ...refusalsOf({
        needsCaller: spec.permission !== 'public' || spec.security !== undefined,
        hasAddress: spec.params !== undefined,
        hasInput: spec.query !== undefined || spec.body !== undefined,
        takesKey: takesKey(spec),
        changesVersion: changesVersion(spec),
      }),
    },
    'x-permission': spec.permission,
  };
};

/** A repeat would do it twice: `Idempotency-Key` prevents that. */
const startsSomething = ({ method, permission, status }: RouteSpec): boolean =>
  method === 'post' && permission !== 'public' && (status === 201 || status === 202);

/** A change that repeats rarely declares the header itself. */
const takesKey = (spec: RouteSpec): boolean =>
  startsSomething(spec) ||
  (spec.headers !== undefined && Object.hasOwn(spec.headers.shape, 'Idempotency-Key'));

/** It is refused if somebody else changed the record meanwhile. */
const changesVersion = ({ body }: RouteSpec): boolean =>
  body instanceof z.ZodObject && Object.hasOwn(body.shape, 'version');

const headersOf = (spec: RouteSpec): z.ZodObject | undefined => {
  if (!startsSomething(spec)) return spec.headers;
  return spec.headers?.extend(IdempotencyHeaders.shape) ?? IdempotencyHeaders;
};

/** An absent JSON body is read as `{}` (bodies/json.ts). */
const needsBody = ({ body, bodyDocument }: RouteSpec): boolean =>
  !(body instanceof z.ZodType) || !(bodyDocument ?? body).safeParse({}).success;

const bodyContent = ({ body, bodyDocument, sample }: RouteSpec) => {
  const example = sample === undefined ? {} : { example: exampleOf(body, sample) };
  return Object.fromEntries(
    bodySchemas(body, bodyDocument).map(([type, schema]) => [type, { schema, ...example }]),
  );
};

const bodySchemas = (body: BodySpec, document: z.ZodType | undefined): [string, z.ZodType][] => {
  if (body === undefined || body instanceof z.ZodType) {
    return [['application/json', document ?? body ?? z.unknown()]];
  }
  switch (body.kind) {
    case 'raw':
      return [['*/*', document ?? BINARY]];
    case 'form':
      return [['application/x-www-form-urlencoded', document ?? body.schema]];
    case 'fields': {
      const schema = document ?? z.record(z.string(), z.unknown());
      return [
        ['application/json', schema],
        ['application/x-www-form-urlencoded', schema],
      ];
    }
    case 'upload':
      return [['multipart/form-data', document ?? uploadSchema(body)]];
  }
};

const BINARY = z.string().openapi({ format: 'binary' });

const uploadSchema = ({ fields, file, fileCountMax }: UploadBody): z.ZodObject =>
  fields.extend({ [file]: fileCountMax === 1 ? BINARY : z.array(BINARY).max(fileCountMax) });

/** Of an upload, only the fields: JSON can't hold a file. */
const exampleOf = (body: BodySpec, sample: unknown): unknown =>
  body !== undefined && 'fields' in body && typeof sample === 'object' && sample !== null
    ? Reflect.get(sample, 'fields')
    : sample;

const rangeResponses = (answer: AnswerSpec): RouteConfig['responses'] =>
  answer !== undefined && 'kind' in answer && answer.kind === 'file' && answer.hasRanges
    ? {
        206: { description: 'The range that was asked for', ...answerContent(answer) },
        304: { description: 'The caller has this content already' },
      }
    : {};

const answerContent = (
  answer: AnswerSpec,
): { content?: Record<string, { schema?: z.ZodType }> } => {
  if (answer === undefined) return {};
  if (answer instanceof z.ZodType) return { content: { 'application/json': { schema: answer } } };
  switch (answer.kind) {
    case 'file':
      return {
        content: Object.fromEntries(answer.types.map((type) => [type, { schema: BINARY }])),
      };
    case 'csv':
      return { content: { 'text/csv': { schema: z.string() } } };
    case 'page':
      return {
        content: {
          [answer.type]: { schema: z.string() },
          ...(answer.json && { 'application/json': { schema: answer.json } }),
        },
      };
    case 'stream':
      return { content: { 'text/event-stream': answer.data ? { schema: answer.data } : {} } };
  }
};
