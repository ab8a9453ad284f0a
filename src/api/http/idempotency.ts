import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { z } from '@hono/zod-openapi';
import type { Transaction } from '../../platform/database.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import { fault } from '../../domain/shared/faults.ts';
import { SECRET_COLUMNS } from '../../domain/shared/secret-columns.ts';
import { decrypt, encrypt, type EncryptionKey } from '../../domain/shared/secrets.ts';
import { AppError, invalid } from '../../errors.ts';
import {
  findIdempotentAnswer,
  insertIdempotentAnswer,
  tryLockIdempotencyKey,
} from '../../queries/shared/idempotency.ts';
import type { FinishedAnswer } from './answers/send.ts';
import type { Env } from './context.ts';

/**
 * `Idempotency-Key`: the first answer is stored in the transaction that did the work, so a key either
 * has its answer or nothing happened. A lock held by that transaction tells a request that comes
 * meanwhile to come back (409). Source: draft-ietf-httpapi-idempotency-key-header; ADR 0005.
 */

interface IdempotencyInput {
  c: Context<Env>;
  tx: Transaction;
  caller: Caller;
  /** Of the body: a key is for one request. */
  fingerprint: () => Promise<string>;
  keys: readonly EncryptionKey[];
}

const KEY_LENGTH_MAX = 255;

/** The key as the documentation shows it. */
export const IdempotencyHeaders = z.object({
  'Idempotency-Key': z.string().min(1).max(KEY_LENGTH_MAX).optional().openapi({
    description:
      'Makes a repeat safe: for 24 hours the same key and body get the first answer, with `Idempotency-Replayed: true`; another body is 422.',
  }),
});

const StoredAnswer = z.object({
  body: z.looseObject({}).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
});

export const answerOnce = async (
  { c, tx, caller, fingerprint: fingerprintOf, keys }: IdempotencyInput,
  work: () => Promise<FinishedAnswer>,
): Promise<FinishedAnswer> => {
  const key = c.req.header('Idempotency-Key');
  if (key === undefined || c.req.method !== 'POST') return work();
  if (key.length === 0 || key.length > KEY_LENGTH_MAX) {
    throw invalid([fault('Idempotency-Key', 'wrong_length', { min: 1, max: KEY_LENGTH_MAX })]);
  }
  const slot = { caller: callerName(caller), key };
  const context = SECRET_COLUMNS['idempotency_keys.response']({
    companyId: caller.companyId,
    rowKey: `${slot.caller}/${key}`,
  });
  const address = `${c.req.path}${new URL(c.req.url).search}`;
  const fingerprint = hashOf(c.req.method, address, await fingerprintOf());
  if (!(await tryLockIdempotencyKey(tx, slot))) {
    throw new AppError(
      'idempotency_key_in_progress',
      'the first request with this key is still running',
      {
        retryAfterSeconds: 1,
      },
    );
  }
  const first = await findIdempotentAnswer(tx, slot);
  if (first) {
    if (!first.fingerprint.equals(fingerprint)) {
      throw new AppError('idempotency_key_reused', 'this key was used for another request');
    }
    const answer = StoredAnswer.parse(JSON.parse(decrypt(keys, first.response, context)));
    return {
      ...answer,
      headers: { ...answer.headers, 'Idempotency-Replayed': 'true' },
      isFinished: true,
    };
  }
  const answer = await work();
  insertIdempotentAnswer(tx, {
    ...slot,
    fingerprint,
    response: encrypt(keys, JSON.stringify(answer), context),
  });
  return answer;
};

const callerName = (caller: Caller): string =>
  caller.apiKeyId === null ? `user:${caller.userId}` : `key:${caller.apiKeyId}`;

const hashOf = (method: string, address: string, body: string): Buffer =>
  createHash('sha256').update(`${method} ${address}\n${body}`).digest();
