/**
 * Goal: a reply that is accepted leaves, without anybody's help, and one whose run was lost too. Method: api, relay,
 * worker and a real Temporal, and a real SMTP server on loopback; the time to undo is cut short in the row.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { OutgoingOut } from '../../src/domain/replies/shapes.ts';
import { createReconciler } from '../../src/background/reconciler.ts';
import { systemClock } from '../../src/deps.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { answerOf } from '../support/actions.ts';
import { insertTestConversation, insertTestMailbox } from '../support/replies.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let stack: TestStack;
let smtp: FakeSmtp;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  stack = await startTestStack({
    n8n: { url: 'http://127.0.0.1:9/webhook', apiKey: 'unused-in-this-test' },
    taskQueue: 'mail',
  });
});
afterAll(async () => {
  await stack.stop();
  await smtp.stop();
});

/** Nobody hands it to Temporal yet. */
const writeReply = async () => {
  await stack.stopRelay();
  const { company } = stack;
  const { mailboxId } = await insertTestMailbox(stack, { company, smtpUrl: smtp.url });
  const { conversationId } = await insertTestConversation(stack, { company, mailboxId });
  const answer = await stack.request(`/inbox/conversations/${conversationId}/reply`, {
    key: company.owner.key,
    body: { text: 'Voici le devis.' },
  });
  const { id } = await answerOf(answer, 202, OutgoingOut);
  await stack.superuser`
    update messages set send_after = now() - interval '1 hour' where id = ${id}
  `;
  return id;
};

const statusOf = async (id: number) => {
  const [row] = await stack.superuser`select status from messages where id = ${id}`;
  return row?.['status'];
};

test('an accepted reply is sent once', async () => {
  const id = await writeReply();
  const before = smtp.mails().length;
  stack.startRelay();
  await until('it is sent', async () => (await statusOf(id)) === 'sent');
  expect(smtp.mails()).toHaveLength(before + 1);
});

test('a reply whose run was lost is sent by the run that the reconciler starts', async () => {
  const id = await writeReply();
  await stack.superuser`delete from commands where workflow_id like 'reply/%'`;
  const before = smtp.mails().length;
  const temporal = createTemporalClient(stack.deps.config);
  const reconciler = createReconciler({
    database: stack.database,
    temporal,
    clock: systemClock,
    log: stack.deps.log,
    metrics: stack.deps.metrics,
    announce: stack.deps.announce,
  });
  await reconciler.sweep();
  stack.startRelay();
  await until('it is sent', async () => (await statusOf(id)) === 'sent');
  expect(smtp.mails()).toHaveLength(before + 1);
  await temporal.connection.close();
});
