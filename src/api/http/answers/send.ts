import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Answer, Env } from '../context.ts';
import { sendCsv } from './csv.ts';
import { sendFile } from './file.ts';
import type { AnswerOf, AnswerSpec, CsvAnswer, PageAnswer, StreamAnswer } from './kinds.ts';

/** The schema of the route has been applied: it is applied once, whatever way the answer takes. */
export interface FinishedAnswer extends Answer {
  isFinished: true;
}

export const finish = (spec: AnswerSpec, answer: Answer): FinishedAnswer => ({
  ...answer,
  ...parsedBody(spec, answer),
  isFinished: true,
});

const parsedBody = (spec: AnswerSpec, { body }: Answer): { body?: object } => {
  const schema = spec !== undefined && 'kind' in spec && spec.kind === 'page' ? spec.json : spec;
  return schema instanceof z.ZodType ? { body: schema.parse(body) as object } : {};
};

type AnyAnswer = AnswerOf<AnswerSpec> | CsvAnswer<unknown> | FinishedAnswer;

interface SendSpec {
  status: 200 | 201 | 202 | 204;
  answer?: AnswerSpec;
}

export const send = (c: Context<Env>, spec: SendSpec, answer: AnyAnswer): Response => {
  const response = respond(c, spec, answer);
  // Too late: the client has another answer. Closed as when a client hangs up, so that nothing stays open.
  if (c.get('deadline').aborted) response.body?.cancel().catch(() => undefined);
  return response;
};

const respond = (c: Context<Env>, spec: SendSpec, answer: AnyAnswer): Response => {
  if ('isUnchanged' in answer) return c.body(null, 304);
  if ('content' in answer) return sendFile(c, answer);
  if ('serve' in answer) return sendEvents(c, answer);
  if ('rows' in answer) return sendCsv(c, rowOf(spec.answer), answer);
  if ('page' in answer) return sendPage(c, spec, answer);
  const { body, headers } = 'isFinished' in answer ? answer : finish(spec.answer, answer);
  for (const [name, value] of Object.entries(headers ?? {})) c.header(name, value);
  return spec.status === 204 ? c.body(null, 204) : c.json(body ?? {}, answer.status ?? spec.status);
};

const sendPage = (c: Context<Env>, spec: SendSpec, answer: PageAnswer): Response => {
  const type = spec.answer !== undefined && 'type' in spec.answer ? spec.answer.type : 'text/html';
  c.header('Content-Type', `${type}; charset=utf-8`);
  for (const [name, value] of Object.entries(answer.headers ?? {})) c.header(name, value);
  return c.body(answer.page, answer.status ?? (spec.status === 204 ? 200 : spec.status));
};

const rowOf = (spec: AnswerSpec): z.ZodObject => {
  if (spec !== undefined && 'row' in spec) return spec.row;
  throw new Error('a route that answers rows declares csv()');
};

const sendEvents = (c: Context<Env>, { serve }: StreamAnswer): Response => {
  c.header('X-Accel-Buffering', 'no'); // nginx would hold events back
  return streamSSE(c, serve);
};
