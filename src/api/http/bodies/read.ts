import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { fault, type Fault } from '../../../domain/shared/faults.ts';
import { check, type Checked } from '../../../domain/shared/schema-faults.ts';
import { AppError } from '../../../errors.ts';
import type { Env } from '../context.ts';
import { isStorable, readJson } from './json.ts';
import type { BodySpec } from './kinds.ts';
import { receiveUpload } from './upload.ts';

/** The body of a request, as its route declares it. */

export interface ReceivedBody {
  checked: Checked<unknown>;
  /** Two requests with the same one ask for the same: for `Idempotency-Key`. */
  fingerprint: () => Promise<string>;
}

export const receiveBody = async (c: Context<Env>, spec: BodySpec): Promise<ReceivedBody> => {
  const whole = { fingerprint: () => c.req.text() };
  if (spec === undefined) return { checked: { success: true, data: undefined }, ...whole };
  if (spec instanceof z.ZodType) return { checked: check(spec, await readJson(c)), ...whole };
  switch (spec.kind) {
    case 'form':
      return { checked: checkForm(spec.schema, await readForm(c)), ...whole };
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

const hashOf = (bytes: ArrayBuffer): string =>
  createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

const readForm = async (c: Context<Env>): Promise<URLSearchParams> => {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('Content-Type') ?? '')) {
    throw new AppError(
      'unsupported_media_type',
      'send Content-Type: application/x-www-form-urlencoded',
    );
  }
  return new URLSearchParams(await c.req.text());
};

const checkForm = (schema: z.ZodType, sent: URLSearchParams): Checked<unknown> => {
  const faults: Fault[] = [...new Set(sent.keys())].flatMap((name) => {
    const values = sent.getAll(name);
    if (values.length > 1) return [fault(name, 'given_twice', {})];
    return [name, ...values].every(isStorable) ? [] : [fault(name, 'not_storable', {})];
  });
  return faults.length > 0
    ? { success: false, faults }
    : check(schema, Object.fromEntries(sent.entries()));
};
