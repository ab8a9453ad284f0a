/**
 * What the dispatcher of `n8n/crm-action.json` checks before it takes a request, in the same order and with the
 * same answers, so that whoever calls can't tell the two apart.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const TIMESTAMP_AGE_MAX_MS = 5 * 60_000;
const SECRET_PREFIX = 'whsec_';

const filled = z.string().min(1);
const address = z.string().regex(/^https?:\/\//);

const dispatchSchema = z.looseObject({
  timestamp: z.string().refine((value) => !Number.isNaN(Date.parse(value))),
  source: z.string(),
  actionType: z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/),
  actionId: filled,
  callback: z.object({ url: address, claimUrl: address, token: filled }),
  entiteId: z.string().nullish().catch(undefined),
  entiteData: z.unknown().optional(),
  metadonnees: z.unknown().optional(),
  route: z.looseObject({ workflow: z.string() }).nullish(),
});

export const takenRequestSchema = dispatchSchema.extend({ webhookId: filled });

/** A request that was taken: what it says, and the id that tells a repeat from a new one. */
export interface DispatchRequest extends z.infer<typeof dispatchSchema> {
  webhookId: string;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface CheckSettings {
  apiKey: string;
  sources: readonly string[];
  /** `whsec_…`; the signature is checked when there is one. */
  signingSecret?: string;
}

export type Verdict =
  { kind: 'accepted'; request: DispatchRequest } | { kind: 'refused'; answer: Answer };

export function checkRequest(
  settings: CheckSettings,
  headers: Headers,
  rawBody: string,
  now: number,
): Verdict {
  const body = parseBody(headers, rawBody);
  if (body === undefined) return refuse(422, 422, 'Failed to parse request body');
  if (!isSame(headers.get('x-api-key') ?? '', settings.apiKey)) {
    return refuse(401, 'api_key_invalid', 'La clé X-API-Key est absente ou fausse.');
  }
  if (settings.signingSecret !== undefined && !isSigned(settings.signingSecret, headers, rawBody)) {
    return refuse(
      401,
      'signature_invalid',
      'La signature webhook-signature est absente ou fausse.',
    );
  }
  const parsed = dispatchSchema.safeParse(withActionType(body));
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))];
    const message = `Champs absents ou invalides : ${fields.join(', ')}.`;
    return refuse(400, 'body_malformed', message, { fields });
  }
  const request = parsed.data;
  if (!settings.sources.includes(request.source)) {
    return refuse(400, 'source_unknown', "La source de la demande n'est pas connue.");
  }
  if (Math.abs(now - Date.parse(request.timestamp)) > TIMESTAMP_AGE_MAX_MS) {
    return refuse(400, 'timestamp_expired', "L'horodatage a plus de 5 minutes d'écart.");
  }
  const webhookId = headers.get('webhook-id') ?? `${request.actionId}:${crypto.randomUUID()}`;
  return { kind: 'accepted', request: { ...request, webhookId } };
}

/** As n8n parses it: only what is declared as JSON, and no body is an empty one. Undefined when it isn't JSON. */
function parseBody(headers: Headers, rawBody: string): unknown {
  if (!headers.get('content-type')?.startsWith('application/json') || rawBody === '') return {};
  try {
    return JSON.parse(rawBody) ?? {};
  } catch {
    return undefined;
  }
}

/** The seed's compatibility rule: the legacy format names the action in `typeAction`. */
function withActionType(body: unknown): unknown {
  const fields = z.record(z.string(), z.unknown()).safeParse(body).data ?? {};
  return {
    callback: {}, // a missing one is then reported as its three fields, as n8n does
    ...fields,
    actionType: fields['actionType'] || fields['typeAction'],
  };
}

function isSigned(secret: string, headers: Headers, rawBody: string): boolean {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const signed = `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${rawBody}`;
  const wanted = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  // During a rotation the header holds one signature per key.
  return (headers.get('webhook-signature') ?? '').split(' ').some((found) => isSame(found, wanted));
}

function isSame(found: string, wanted: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(found), digest(wanted));
}

function refuse(
  status: number,
  code: string | number,
  message: string,
  more: Record<string, unknown> = {},
): Verdict {
  return { kind: 'refused', answer: { status, body: { code, message, ...more } } };
}
