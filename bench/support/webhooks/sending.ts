import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { z } from 'zod';
import { loadConfig } from '../../../src/config.ts';
import { leadCreated } from '../../../src/domain/leads/events.ts';
import example from '../../../src/domain/leads/examples/lead-created.json' with { type: 'json' };
import { encrypt } from '../../../src/domain/shared/secrets.ts';
import { signStandardWebhook } from '../../../src/domain/shared/signatures.ts';
import { webhookSecretContext } from '../../../src/domain/webhooks/deliveries.ts';
import { inCompany, type Database } from '../../../src/platform/database.ts';
import type { BenchCompany } from '../company.ts';
import { runLanes } from '../lanes.ts';
import type { Stack } from '../stack.ts';

/** Webhooks of a company, their events, and the same requests without a database. */

const BODY_SIZE_BYTES = 1024;
const RAW_CONNECTIONS = 64;
/** As many as one busy moment commits. */
const EVENTS_PER_TRANSACTION = 20;

export const addWebhooks = async (
  { superuser, environment }: Stack,
  { companyId, userId }: BenchCompany,
  { urls, secret }: { urls: readonly string[]; secret: string },
): Promise<number[]> => {
  const { ENCRYPTION_KEYS: keys } = loadConfig(environment);
  const context = webhookSecretContext(companyId, 'secret_encrypted');
  const ids: number[] = [];
  for (const url of urls) {
    const [row] = await superuser`
      insert into webhooks (company_id, user_id, name, url, events, secret_encrypted, is_active)
      values (
        ${companyId}::bigint, ${userId}::bigint, 'banc', ${url}::text,
        ${[leadCreated.name]}::text[], ${encrypt(keys, secret, context)}::bytea, true
      )
      returning id
    `;
    ids.push(z.object({ id: z.number() }).parse(row).id);
  }
  return ids;
};

export const switchOff = async ({ superuser }: Stack, ids: readonly number[]): Promise<void> => {
  await superuser`update webhooks set is_active = false where id = any(${[...ids]}::bigint[])`;
};

/** Commits events whose bodies have about 1 KiB. Out: their ids. */
export const emitEvents = async (
  stack: Stack,
  database: Database,
  { companyId, userId }: BenchCompany,
  count: number,
): Promise<string[]> => {
  const filler = 'x'.repeat(Math.max(0, BODY_SIZE_BYTES - JSON.stringify(example).length - 150));
  const emitted = { ...example, data: { ...example.data, message: filler } };
  for (let first = 0; first < count; first += EVENTS_PER_TRANSACTION) {
    await inCompany(
      database,
      { companyId, userId },
      (tx) => {
        for (let index = first; index < Math.min(count, first + EVENTS_PER_TRANSACTION); index++) {
          tx.emit(leadCreated, {
            subjectId: index + 1,
            audience: { userId: null, callCentreId: null },
            formId: null,
            data: emitted,
          });
        }
        return Promise.resolve();
      },
      () => undefined,
    );
  }
  const rows = await stack.superuser`
    select id from events where company_id = ${companyId}::bigint and type = ${leadCreated.name}::text
    order by sequence desc
    limit ${count}::integer
  `;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows.slice())
    .map(({ id }) => id);
};

/** A loop of POST with a signature: the least that sending webhooks takes. */
export const sendRaw = async (
  receiverUrl: string,
  { paths, count, secret }: { paths: readonly string[]; count: number; secret: string },
): Promise<void> => {
  const pool = new Pool(receiverUrl, { connections: RAW_CONNECTIONS });
  const body = JSON.stringify({ data: 'x'.repeat(BODY_SIZE_BYTES - 11) });
  await runLanes({ count, concurrency: RAW_CONNECTIONS }, async (number) => {
    const seconds = Math.floor(Date.now() / 1000);
    const answer = await pool.request({
      path: paths[number % paths.length] ?? '/',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signStandardWebhook(secret, randomUUID(), seconds, body),
      },
      body,
    });
    await answer.body.dump();
    if (answer.statusCode !== 204) throw new Error(`the receiver answered ${answer.statusCode}`);
  });
  await pool.close();
};
