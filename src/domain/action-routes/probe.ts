import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from '../actions/statuses.ts';

/**
 * Whether a workflow of n8n takes actions, without running it: n8n knows for each webhook path which methods
 * it takes, and says so to a request of another method.
 * Source: n8n, `webhookNotFoundErrorMessage` (packages/cli/src/errors/response-errors/webhook-not-found.error.ts).
 */

export const PROBE_STATES = [
  'active',
  'inactive',
  'key_refused',
  'unreachable',
  'refused_address',
  'unknown',
] as const;
export type ProbeState = (typeof PROBE_STATES)[number];

export type ProbeAnswer =
  | { kind: 'answered'; status: number; body: string }
  | { kind: 'failed'; isAddressRefused: boolean };

const KEY_REFUSALS: readonly number[] = [401, 403];

/**
 * In: the answer to a GET of a webhook for POST, and the status of the last dispatch there. A GET is not
 * asked for the key, so only a dispatch shows that it is refused.
 */
export const probeState = (answer: ProbeAnswer, lastStatus: number | null): ProbeState => {
  if (answer.kind === 'failed') return answer.isAddressRefused ? 'refused_address' : 'unreachable';
  const { status, body } = answer;
  if (KEY_REFUSALS.includes(status)) return 'key_refused';
  if (status >= 500) return 'unreachable';
  if (status !== 404) return 'unknown';
  if (/not registered for GET requests/i.test(body)) {
    return lastStatus !== null && KEY_REFUSALS.includes(lastStatus) ? 'key_refused' : 'active';
  }
  return /webhook .* is not registered/i.test(body) ? 'inactive' : 'unknown';
};

const probe = {
  state: z.enum(PROBE_STATES).openapi({
    description:
      '`unknown`: it answers, but not as n8n does. `key_refused`: at the last dispatch, or at once.',
  }),
  last_action: z
    .object({
      id: z.string(),
      status: z.enum(ACTION_STATUSES),
      status_code: z.number().nullable(),
      error_code: z.string().nullable(),
      attempted_at: z.string(),
    })
    .nullable()
    .openapi({
      description: 'The last recent action that was dispatched there, and its last attempt.',
    }),
};

export const ProbeOut = z
  .object({
    dispatcher: z.object(probe),
    routes: z.array(
      z.object({
        prefix: z.string(),
        is_dispatcher: z.boolean().openapi({
          description:
            'The dispatcher runs the workflow of this route by its name. n8n can not be asked about that workflow: `state` is that of the dispatcher, and `last_action` that of the workflow.',
        }),
        ...probe,
      }),
    ),
  })
  .openapi('ActionRoutesProbe');
