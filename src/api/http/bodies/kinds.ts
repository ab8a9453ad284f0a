import { z } from '@hono/zod-openapi';
import type { Upload, UploadSample } from './upload.ts';

/** What a route takes: JSON by its schema, or one of the four kinds below. */

/** What a route takes unless it says otherwise. */
export const BODY_SIZE_MAX_BYTES = 1024 * 1024;
export const UPLOAD_SIZE_MAX_BYTES = 25 * 1024 * 1024;

/** The bytes as they came, for a signature over them. */
export interface RawBody {
  kind: 'raw';
  sizeMaxBytes: number;
}

/** `application/x-www-form-urlencoded`: every value is a text. */
export interface FormBody<S extends z.ZodType = z.ZodType> {
  kind: 'form';
  schema: S;
}

/** An object in JSON or as `application/x-www-form-urlencoded`, whose fields the handler checks. */
export interface FieldsBody {
  kind: 'fields';
  sizeMaxBytes: number;
}

/** `multipart/form-data`: fields first, then files, which are streamed to the handler. */
export interface UploadBody<S extends z.ZodObject = z.ZodObject> {
  kind: 'upload';
  fields: S;
  /** The name under which files are sent. */
  file: string;
  fileCountMax: number;
  sizeMaxBytes: number;
}

export type BodySpec = z.ZodType | RawBody | FormBody | FieldsBody | UploadBody | undefined;

export const raw = ({ sizeMaxBytes = BODY_SIZE_MAX_BYTES } = {}): RawBody => ({
  kind: 'raw',
  sizeMaxBytes,
});

export const form = <S extends z.ZodType>(schema: S): FormBody<S> => ({ kind: 'form', schema });

export const fields = ({ sizeMaxBytes = BODY_SIZE_MAX_BYTES } = {}): FieldsBody => ({
  kind: 'fields',
  sizeMaxBytes,
});

export const upload = <S extends z.ZodObject>(
  fields: S,
  { file = 'file', fileCountMax = 1, sizeMaxBytes = UPLOAD_SIZE_MAX_BYTES } = {},
): UploadBody<S> => ({ kind: 'upload', fields, file, fileCountMax, sizeMaxBytes });

/** What the handler gets. */
export type BodyOf<B extends BodySpec> = B extends z.ZodType
  ? z.infer<B>
  : B extends FormBody<infer S>
    ? z.infer<S>
    : B extends UploadBody<infer S>
      ? Upload<z.infer<S>>
      : B extends RawBody
        ? Buffer
        : B extends FieldsBody
          ? Record<string, unknown>
          : undefined;

/** A body the route takes, every field of it filled in: for the documentation and the refusal tests. */
export type SampleOf<B extends BodySpec> = B extends z.ZodType
  ? z.input<B>
  : B extends FormBody<infer S>
    ? z.input<S>
    : B extends UploadBody<infer S>
      ? UploadSample<z.input<S>>
      : B extends RawBody
        ? string
        : B extends FieldsBody
          ? Record<string, unknown>
          : undefined;

export const kindOf = (body: BodySpec): 'none' | 'json' | 'raw' | 'form' | 'fields' | 'upload' => {
  if (body === undefined) return 'none';
  return body instanceof z.ZodType ? 'json' : body.kind;
};
