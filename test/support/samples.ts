import { z } from 'zod';
import type { UploadBody } from '../../src/api/http/bodies/kinds.ts';
import type { RouteSpec } from '../../src/api/http/spec.ts';

/** The sample body that a route declares, as a client would send it. */

export interface EncodedBody {
  body?: string;
  headers: Record<string, string>;
}

const Texts = z.record(z.string(), z.string());
const Sample = z.object({
  fields: Texts,
  files: z.array(z.object({ name: z.string(), type: z.string(), content: z.string() })),
});

/** `sample`: another one than the route declares. */
export const encodeSample = async (
  spec: RouteSpec,
  sample: unknown = spec.sample,
): Promise<EncodedBody> => {
  if (spec.body === undefined || sample === undefined) return { headers: {} };
  if (!('kind' in spec.body)) {
    return { body: JSON.stringify(sample), headers: { 'Content-Type': 'application/json' } };
  }
  switch (spec.body.kind) {
    case 'form':
      return {
        body: new URLSearchParams(Texts.parse(sample)).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      };
    case 'fields':
      return { body: JSON.stringify(sample), headers: { 'Content-Type': 'application/json' } };
    case 'raw':
      return { body: z.string().parse(sample), headers: {} };
    case 'upload':
      return encodeUpload(spec.body, sample);
  }
};

const encodeUpload = async (spec: UploadBody, sample: unknown): Promise<EncodedBody> => {
  const { fields, files } = Sample.parse(sample);
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const { name, type, content } of files) {
    data.append(spec.file, new Blob([content], { type }), name);
  }
  const encoded = new Response(data);
  const type = encoded.headers.get('Content-Type') ?? '';
  return { body: await encoded.text(), headers: { 'Content-Type': type } };
};
