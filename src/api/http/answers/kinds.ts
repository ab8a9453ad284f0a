import type { z } from '@hono/zod-openapi';
import type { SSEStreamingApi } from 'hono/streaming';
import type { Readable } from 'node:stream';
import type { Answer } from '../context.ts';

/** What a route answers: JSON by its schema, or one of the three kinds below. */

export interface FileAnswerSpec {
  kind: 'file';
  /** Media types it may have, for the documentation. */
  types: readonly string[];
}

/** A row a line, with the columns of the schema. */
export interface CsvAnswerSpec<S extends z.ZodObject = z.ZodObject> {
  kind: 'csv';
  row: S;
}

/** Server-sent events. */
export interface StreamAnswerSpec {
  kind: 'stream';
  /** Of an event's data, for the documentation. */
  data?: z.ZodType;
}

export type AnswerSpec = z.ZodType | FileAnswerSpec | CsvAnswerSpec | StreamAnswerSpec | undefined;

export const file = (...types: string[]): FileAnswerSpec => ({
  kind: 'file',
  types: types.length === 0 ? ['application/octet-stream'] : types,
});

export const csv = <S extends z.ZodObject>(row: S): CsvAnswerSpec<S> => ({ kind: 'csv', row });

export const eventStream = (data?: z.ZodType): StreamAnswerSpec => ({
  kind: 'stream',
  ...(data && { data }),
});

export interface FileAnswer {
  name: string;
  /** As it was stored; the answer shows it to no browser as a page. */
  type: string;
  sizeBytes: number;
  content: Readable;
  /** Shown instead of saved, if the type can't carry a script. */
  isInline?: boolean;
}

export interface CsvAnswer<Row> {
  name: string;
  /** Read as fast as the client reads; ended when it hangs up. */
  rows: AsyncIterable<Row>;
}

export interface StreamAnswer {
  /** The stream ends when this does. */
  serve: (stream: SSEStreamingApi) => Promise<void>;
}

/** What the handler gives back. */
export type AnswerOf<A extends AnswerSpec> = A extends FileAnswerSpec
  ? FileAnswer
  : A extends CsvAnswerSpec<infer S>
    ? CsvAnswer<z.input<S>>
    : A extends StreamAnswerSpec
      ? StreamAnswer
      : Answer;
