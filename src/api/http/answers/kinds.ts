import type { z } from '@hono/zod-openapi';
import type { SSEStreamingApi } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Readable } from 'node:stream';
import type { ByteRange } from '../../../platform/files/contract.ts';
import type { Answer } from '../context.ts';

/** What a route answers: JSON by its schema, or one of the four kinds below. */

export interface FileAnswerSpec {
  kind: 'file';
  /** Media types it may have, for the documentation. */
  types: readonly string[];
  /** It answers ranges and conditions (ranges.ts). */
  hasRanges: boolean;
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

/** A page for people, or what a page loads; or JSON for programs, if the route has it for them. */
export interface PageAnswerSpec {
  kind: 'page';
  type: string;
  json?: z.ZodType;
}

export type AnswerSpec =
  z.ZodType | FileAnswerSpec | CsvAnswerSpec | StreamAnswerSpec | PageAnswerSpec | undefined;

export const file = (...types: string[]): FileAnswerSpec => ({
  kind: 'file',
  types: types.length === 0 ? ['application/octet-stream'] : types,
  hasRanges: false,
});

/** With `selectPart`. */
export const rangedFile = (): FileAnswerSpec => ({ ...file(), hasRanges: true });

export const csv = <S extends z.ZodObject>(row: S): CsvAnswerSpec<S> => ({ kind: 'csv', row });

export const eventStream = (data?: z.ZodType): StreamAnswerSpec => ({
  kind: 'stream',
  ...(data && { data }),
});

export const page = ({
  type = 'text/html',
  json,
}: { type?: string; json?: z.ZodType } = {}): PageAnswerSpec => ({
  kind: 'page',
  type,
  ...(json && { json }),
});

export interface FileAnswer {
  name: string;
  /** As it was stored; the answer shows it to no browser as a page. */
  type: string;
  sizeBytes: number;
  content: Readable;
  /** Shown instead of saved, if the type can't carry a script. */
  isInline?: boolean;
  /** `content` and `sizeBytes` are this part of so many bytes: 206. */
  part?: ByteRange & { totalBytes: number };
}

/** The client has the file already: 304. */
export interface UnchangedAnswer {
  isUnchanged: true;
}

export interface CsvAnswer<Row> {
  name: string;
  /** Where the columns depend on the record: instead of those of the schema. */
  columns?: readonly { key: string; header: string }[];
  /** Between the cells: `,` by default. */
  delimiter?: ';' | ',' | '\t';
  /** Read as fast as the client reads; ended when it hangs up. */
  rows: AsyncIterable<Row> | Iterable<Row>;
}

export interface StreamAnswer {
  /** The stream ends when this does. */
  serve: (stream: SSEStreamingApi) => Promise<void>;
}

export interface PageAnswer {
  /** Its text. */
  page: string;
  /** Other than the status of the route: a page says politely what is wrong. */
  status?: ContentfulStatusCode;
  headers?: Record<string, string>;
}

/** What the handler gives back. */
export type AnswerOf<A extends AnswerSpec> = A extends FileAnswerSpec
  ? FileAnswer | UnchangedAnswer
  : A extends CsvAnswerSpec<infer S>
    ? CsvAnswer<z.input<S>>
    : A extends StreamAnswerSpec
      ? StreamAnswer
      : A extends PageAnswerSpec
        ? PageAnswer | Answer
        : Answer;
