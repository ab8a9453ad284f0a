import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { fault, type Fault } from '../../../domain/shared/faults.ts';
import { check, type Checked } from '../../../domain/shared/schema-faults.ts';
import { AppError } from '../../../errors.ts';
import type { Env } from '../context.ts';
import { isDropped, isStorable, parseJson } from './json.ts';
import type { BodySpec } from './kinds.ts';
import { readText, requireReadable, requireUtf8 } from './text.ts';
import { receiveUpload } from './upload.ts';

/** The body of a request, as its route declares it. */

export interface ReceivedBody {
  checked: Checked<unknown>;
  /** Two requests with the same one ask for the same: for `Idempotency-Key`. */
  fingerprint: () => Promise<string>;
}

export const receiveBody = async (c: Context<Env>, spec: BodySpec): Promise<ReceivedBody> => {
  if (spec === undefined) {
    return { checked: { success: true, data: undefined }, fingerprint: () => c.req.text() };
  }
  const type = c.req.header('Content-Type') ?? '';
  if (spec instanceof z.ZodType) {
    const text = await readText(c);
    return {
      checked: check(spec, parseJson(text, type)),
      fingerprint: () => Promise.resolve(text),
    };
  }
  switch (spec.kind) {
    case 'form': {
      const text = await readText(c);
      return {
        checked: checkForm(spec.schema, parseForm(text, type)),
        fingerprint: () => Promise.resolve(text),
      };
    }
    case 'fields': {
      const text = await readText(c);
      return {
        checked: isFormType(type)
          ? checkForm(AnyFields, parseForm(text, type))
          : check(AnyFields, parseJson(text, type)),
        fingerprint: () => Promise.resolve(text),
      };
    }
    case 'raw':
      return {
        checked: { success: true, data: Buffer.from(await c.req.arrayBuffer()) },
        fingerprint: async () => hashOf(await c.req.arrayBuffer()),
      };
    case 'upload': {
      const { fields, files, fingerprint } = await receiveUpload(c, spec);
      const checked = check(spec.fields, { ...fields });
      return {
        checked: checked.success
          ? { success: true, data: { fields: checked.data, files } }
          : checked,
        fingerprint,
      };
    }
  }
};

const AnyFields = z.record(z.string(), z.unknown());

const hashOf = (bytes: ArrayBuffer): string =>
  createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

const isFormType = (contentType: string): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(contentType);

const parseForm = (text: string, contentType: string): URLSearchParams => {
  if (!isFormType(contentType)) {
    throw new AppError(
      'unsupported_media_type',
      'send Content-Type: application/x-www-form-urlencoded',
    );
  }
  requireUtf8(contentType);
  requireReadable(text, 'the form');
  return new URLSearchParams(text);
};

const checkForm = (schema: z.ZodType, sent: URLSearchParams): Checked<unknown> => {
  const faults: Fault[] = [...new Set(sent.keys())].flatMap((name) => {
    const values = sent.getAll(name);
    if (isDropped(name)) return [fault(name, 'unknown_field', {})];
    if (values.length > 1) return [fault(name, 'given_twice', {})];
    return [name, ...values].every(isStorable) ? [] : [fault(name, 'not_storable', {})];
  });
  return faults.length > 0
    ? { success: false, faults }
    : check(schema, Object.fromEntries(sent.entries()));
};
