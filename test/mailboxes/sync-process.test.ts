/**
 * Goal: a process that is killed loses no mail and doubles none, and a large mail does not fill the memory.
 * Method: the activity in processes of its own, with the real parser, against Debian's Dovecot.
 */
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject, afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApi, TEST_ENVIRONMENT } from '../support/api.ts';
import { startDovecot, whyNoDovecot } from '../support/dovecot.ts';
import { insertMailbox, mailOf, storedBy } from '../support/mailboxes.ts';
import { until } from '../support/until.ts';

const reason = whyNoDovecot();
const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
const server = reason === undefined ? await startDovecot() : undefined;
afterAll(async () => {
  await server?.stop();
  await api.stop();
});
const { superuser: sql } = api;

const SCRIPT = join(import.meta.dirname, '../support/sync-process.ts');

const startProcess = (mailboxId: number, holder: string) =>
  spawn(process.execPath, [SCRIPT, String(api.company.id), String(mailboxId), holder], {
    env: {
      ...TEST_ENVIRONMENT,
      DATABASE_URL: api.databases.appUrl,
      FILES_URL: `file:${join(inject('runDirectory'), 'files')}`,
      DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const runProcess = async (mailboxId: number, holder: string) => {
  const child = startProcess(mailboxId, holder);
  const output = await text(child.stdout);
  return z
    .object({ status: z.string(), isDone: z.boolean(), maxRssBytes: z.number() })
    .parse(JSON.parse(output));
};

describe.skipIf(reason !== undefined)(`on Dovecot (${reason ?? 'installed'})`, () => {
  const newMailbox = async () => {
    if (server === undefined) throw new Error('Dovecot is missing');
    const user = server.newUser();
    const mailbox = await insertMailbox(api, { port: server.port, user: user.name });
    return { user, mailboxId: mailbox.id };
  };
  const countItems = async (mailboxId: number): Promise<number> => {
    const rows = await sql`select from mailbox_items where mailbox_id = ${mailboxId}`;
    return rows.length;
  };

  test('killed again and again, it stores each message once', async () => {
    const { user, mailboxId } = await newMailbox();
    for (let count = 0; count < 400; count += 1) await user.deliver(mailOf(`Mail ${count}`));
    // As the attempts of one activity do: they have the same holder.
    const holder = randomUUID();
    for (let killed = 0; killed < 4; killed += 1) {
      const before = await countItems(mailboxId);
      const child = startProcess(mailboxId, holder);
      const exited = once(child, 'exit');
      await until('it has stored some', async () => (await countItems(mailboxId)) > before);
      child.kill('SIGKILL');
      await exited;
    }
    expect(await countItems(mailboxId)).toBeLessThan(400);
    expect(await runProcess(mailboxId, holder)).toMatchObject({ status: 'read', isDone: true });
    // A message that was being read when a process died waits for the next cycle: it may be the reason.
    await runProcess(mailboxId, randomUUID());
    const stored = await storedBy(api, mailboxId);
    expect(new Set(stored.map(({ subject }) => subject)).size).toBe(400);
    expect(stored).toHaveLength(400);
    const [counted] = await sql`
      select sum(new_count)::integer as new, sum(duplicate_count)::integer as duplicate
      from mailbox_cycles where mailbox_id = ${mailboxId}
    `;
    expect(counted).toEqual({ new: 400, duplicate: 0 });
  });

  test('an attachment of 50 MB is read with less than 400 MB of memory', async () => {
    const { user, mailboxId } = await newMailbox();
    const lines = randomBytes(50 * 1024 * 1024)
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n');
    await user.deliver(
      [
        'From: a@example.com',
        'Subject: Gros fichier',
        'MIME-Version: 1.0',
        'Content-Type: application/octet-stream; name=gros.bin',
        'Content-Disposition: attachment; filename=gros.bin',
        'Content-Transfer-Encoding: base64',
        '',
        lines,
      ].join('\r\n'),
    );
    const result = await runProcess(mailboxId, randomUUID());
    expect(result).toMatchObject({ status: 'read', isDone: true });
    expect(await storedBy(api, mailboxId)).toMatchObject([{ subject: 'Gros fichier' }]);
    expect(result.maxRssBytes / 1024 ** 2).toBeLessThan(400);
  });
});
