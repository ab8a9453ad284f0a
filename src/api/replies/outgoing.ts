import { messageAttemptsRead } from '../../domain/replies/events.ts';
import { AttemptsOut, OutgoingOut, OutgoingParams, RetryIn } from '../../domain/replies/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { listAttempts } from '../../queries/replies/attempts.ts';
import { findOutgoing } from '../../queries/replies/messages.ts';
import { takeBackMessage } from '../../services/auto-replies/take-back.ts';
import { retryMessage } from '../../services/replies/decide.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { attemptOut, lockOutgoingInReach, outgoingInReach, outgoingOut } from './views.ts';

/** Endpoints for a message on its way out. */

export const outgoingEndpoints = (deps: ApiDeps): Endpoint[] => [
  cancel(deps),
  retry(deps),
  attempts(deps),
];

const cancel = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'messages.cancel',
      method: 'post',
      path: '/inbox/messages/{id}/cancel',
      permission: 'conversations:reply',
      summary: 'Take back a message that is not being sent',
      description:
        'Exact: what is cancelled is never sent. Refused with 409 once an attempt is sending it or it has ended. One that is to be sent again after an unknown outcome becomes `uncertain` again. The draft that it was approved from waits for a decision again.',
      params: OutgoingParams,
      load: lockOutgoingInReach,
      status: 200,
      answer: OutgoingOut,
    },
    async ({ write }) =>
      write(async (tx, row) => {
        await takeBackMessage(tx, row);
        return { body: await shown(tx, row.id) };
      }),
  );

const retry = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'messages.retry',
      method: 'post',
      path: '/inbox/messages/{id}/retry',
      permission: 'conversations:reply',
      summary: 'Send a message again, or now instead of at its next attempt',
      description:
        'For a message that is `retrying` or `failed`; for an `uncertain` one with `confirm`, after a person has checked: `send_again` looks in the Sent folder once more and sends it if it is not there; `was_sent` only records it.',
      params: OutgoingParams,
      load: lockOutgoingInReach,
      body: RetryIn,
      sample: { confirm: 'send_again' },
      status: 202,
      answer: OutgoingOut,
    },
    async ({ body, write }) =>
      write(async (tx, row) => {
        await retryMessage(tx, row, { confirm: body.confirm, now: deps.clock.now() });
        return { body: await shown(tx, row.id) };
      }),
  );

const attempts = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'messages.attempts',
      method: 'get',
      path: '/inbox/messages/{id}/attempts',
      permission: 'conversations:read',
      summary: 'The attempts to send a message, the last one first',
      params: OutgoingParams,
      load: outgoingInReach,
      status: 200,
      answer: AttemptsOut,
    },
    async ({ read }) =>
      read(async (tx, row) => {
        tx.emit(messageAttemptsRead, {
          subjectId: row.conversation_id,
          after: { message_id: row.id },
        });
        return { body: { data: (await listAttempts(tx, row.id)).map(attemptOut) } };
      }),
  );

const shown = async (tx: Transaction, id: number) => {
  const row = await findOutgoing(tx, { id });
  if (row === undefined) throw new Error('a message that is locked must be there');
  return outgoingOut(row);
};
