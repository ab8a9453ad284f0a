/**
 * Both ends of the n8n contract for tests: a caller that sends what Relais sends, and a receiver that plays
 * Relais' callback endpoint. Neither knows which n8n, real or stand-in, is between them.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { z } from 'zod';
import type { PayloadSource } from '../../../src/domain/actions/payload.ts';
import { actionPayload, callbackOf } from '../../../src/domain/actions/payload.ts';
import { DEFAULT_ROUTES, resolveRoute } from '../../../src/domain/action-routes/routing.ts';
import { PATIENCE_MS } from '../until.ts';

const BODY_SIZE_MAX_BYTES = 64 * 1024;
const DATA_SIZE_MAX_CHARACTERS = 16 * 1024;

export interface N8nTarget {
  webhookUrl: string;
  apiKey: string;
}

/** The statement of the callback contract, as strict as Relais is. */
const callbackSchema = z.strictObject({
  callbackId: z.string().min(1).max(200),
  status: z.enum(['progress', 'succeeded', 'failed']),
  message: z.string().min(1).max(2000),
  statutDossier: z.string().min(1).optional(),
  data: z
    .record(z.string(), z.unknown())
    .refine((data) => JSON.stringify(data).length <= DATA_SIZE_MAX_CHARACTERS)
    .optional(),
});

const claimSchema = z.strictObject({ claimedBy: z.string().min(1).max(200) });

export interface ReceivedCallback extends z.infer<typeof callbackSchema> {
  actionId: string;
  /** What the receiver answered. */
  answered: number;
}

export interface CallbackReceiver {
  /** Base of callback URLs: what PUBLIC_URL is to Relais. */
  url: string;
  /** Every callback received, those that were refused or failed on purpose too, in order. */
  received: readonly ReceivedCallback[];
  /** Requests that are not valid callbacks; a test expects none. */
  malformed: readonly string[];
  /** Answers `status` to the next `count` callbacks of this action. */
  failNext(actionId: string, count: number, status?: number): void;
  /** Answers `status` to the next `count` claims of this action. */
  failNextClaims(actionId: string, count: number, status?: number): void;
  /** Answers no callback of this action until what it returns is called. */
  hold(actionId: string): () => void;
  /** Forgets the claim of a dispatch that a flow gave back. */
  releaseClaim(webhookId: string): void;
  /** The token that this action's claims and callbacks must carry; others are answered 401. */
  expectToken(actionId: string, token: string): void;
  of(actionId: string): ReceivedCallback[];
  /** Resolves with the accepted callbacks of the action once one of them is final. */
  waitForResult(actionId: string, timeoutMs?: number): Promise<ReceivedCallback[]>;
  stop(): Promise<void>;
}

export async function startCallbackReceiver(): Promise<CallbackReceiver> {
  const received: ReceivedCallback[] = [];
  const malformed: string[] = [];
  const tokens = new Map<string, string>();
  const failures = new Map<string, { count: number; status: number }>();
  const claimFailures = new Map<string, { count: number; status: number }>();
  const holds = new Map<string, Promise<void>>();
  /** Execution by `webhook-id`. */
  const claims = new Map<string, string>();
  const listeners = new Set<() => void>();

  const answer = (actionId: string, authorization: string | undefined, body: string): number => {
    const parsed = callbackSchema.safeParse(parseJson(body));
    if (!parsed.success) {
      malformed.push(`${actionId}: ${body}`);
      return 422;
    }
    const isForged = authorization !== `Bearer ${tokens.get(actionId)}`;
    const answered = isForged ? 401 : failing(failures, actionId);
    received.push({ ...parsed.data, actionId, answered });
    return answered;
  };

  /** As Relais: the first execution gets 200, and again when it asks again. */
  const claim = (actionId: string, { headers }: IncomingMessage, body: string): number => {
    const parsed = claimSchema.safeParse(parseJson(body));
    const webhookId = String(headers['webhook-id']);
    if (!parsed.success || !webhookId.startsWith(`${actionId}:`)) {
      malformed.push(`claim of ${actionId}: ${body}`);
      return 422;
    }
    if (headers.authorization !== `Bearer ${tokens.get(actionId)}`) return 401;
    const status = failing(claimFailures, actionId);
    if (status !== 200) return status;
    const holder = claims.get(webhookId) ?? parsed.data.claimedBy;
    claims.set(webhookId, holder);
    return holder === parsed.data.claimedBy ? 200 : 409;
  };

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    const [, actionId, what] =
      /^\/api\/v1\/actions\/([^/]+)\/(callback|claim)$/.exec(request.url ?? '') ?? [];
    if (actionId !== undefined && what === 'callback') await holds.get(actionId);
    const status =
      actionId === undefined
        ? 404
        : what === 'claim'
          ? claim(actionId, request, body)
          : answer(actionId, request.headers.authorization, body);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: actionId, status: 'awaiting_callback' }));
    for (const listener of listeners) listener();
  };
  const server = createServer((request, response) => {
    void respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The receiver has no port.');

  const of = (actionId: string) => received.filter((callback) => callback.actionId === actionId);
  const accepted = (actionId: string) => of(actionId).filter(({ answered }) => answered === 200);
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    malformed,
    failNext: (actionId, count, status = 503) => void failures.set(actionId, { count, status }),
    failNextClaims: (actionId, count, status = 503) =>
      void claimFailures.set(actionId, { count, status }),
    hold: (actionId) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      holds.set(actionId, promise);
      return resolve;
    },
    releaseClaim: (webhookId) => void claims.delete(webhookId),
    expectToken: (actionId, token) => void tokens.set(actionId, token),
    of,
    waitForResult: (actionId, timeoutMs = PATIENCE_MS) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          const callbacks = accepted(actionId);
          if (callbacks.every(({ status }) => status === 'progress')) return;
          clearTimeout(timer);
          listeners.delete(settle);
          resolve(callbacks);
        };
        const timer = setTimeout(() => {
          listeners.delete(settle);
          const seen = of(actionId).map(({ status, answered }) => `${status} (${answered})`);
          reject(
            new Error(
              `No result for ${actionId} in ${timeoutMs} ms; callbacks: ${seen.join(', ')}.`,
            ),
          );
        }, timeoutMs);
        listeners.add(settle);
        settle();
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface N8nRequest {
  actionId: string;
  webhookId: string;
  body: Record<string, unknown>;
}

/** The body Relais sends for an action, from what the action says of itself. */
export function createRequest(
  receiver: CallbackReceiver,
  action: Partial<PayloadSource> & { action_type: string },
  overrides: Record<string, unknown> = {},
): N8nRequest {
  const actionId = randomUUID();
  const token = randomBytes(24).toString('base64url');
  receiver.expectToken(actionId, token);
  const { route } = resolveRoute(DEFAULT_ROUTES, action.action_type);
  const source: PayloadSource = {
    action_source: 'admin.candidats.detail',
    action_button: 'essai',
    entite_type: 'candidat',
    entite_id: 'DUMI15091992',
    entite_data: marie,
    decide_par: 1,
    decision_type: 'success',
    commentaire: null,
    metadonnees: {},
    notification_id: null,
    notification_categorie: null,
    notification_type: null,
    notification_code: null,
    notification_params: null,
    notification_locale: null,
    type_action: null,
    id: actionId,
    route_index: route.index,
    route_workflow: route.workflow,
    ...action,
  };
  const attempt = {
    timestamp: new Date(),
    source: 'crm-abj',
    attempt: 1,
    callback: callbackOf(receiver.url, actionId, token),
  };
  const body = { ...actionPayload(source, attempt), ...overrides };
  return { actionId, webhookId: `${actionId}:1`, body };
}

export interface N8nAnswer {
  status: number;
  body: Record<string, unknown>;
}

const answerSchema = z.record(z.string(), z.unknown());

/** Sends it as Relais does. A header set to undefined is left out; a string body is sent as it is. */
export async function dispatch(
  target: N8nTarget,
  request: Pick<N8nRequest, 'webhookId'> & { body: unknown },
  headers: Record<string, string | undefined> = {},
): Promise<N8nAnswer> {
  const all = {
    'content-type': 'application/json',
    'x-api-key': target.apiKey,
    'webhook-id': request.webhookId,
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const response = await fetch(target.webhookUrl, {
    method: 'POST',
    headers: sent,
    body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: response.status, body: answerSchema.parse(await response.json()) };
}

const marie = {
  nom: 'Dumitru',
  prenom: 'Marie',
  email: 'marie.dumitru@example.com',
  telephone: '0612345678',
  statutDossier: 'DOSSIER_COMPLET',
};

function failing(failures: Map<string, { count: number; status: number }>, actionId: string) {
  const failure = failures.get(actionId);
  if (failure === undefined || failure.count === 0) return 200;
  failure.count -= 1;
  return failure.status;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > BODY_SIZE_MAX_BYTES) break;
  }
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
