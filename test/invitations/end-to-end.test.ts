/**
 * Goal: an invited user receives one mail with a working link, also after an outage.
 * Method: the real api, relay, Temporal, worker and a real SMTP server on loopback.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { invitationMailWorkflowId } from '../../src/ids.ts';
import { InvitedUserOut, UserOut } from '../../src/domain/users/shapes.ts';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { createReconciler, type Reconciler } from '../../src/background/reconciler.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let smtp: FakeSmtp;
let n8n: FakeN8n;
let stack: TestStack;
let reconciler: Reconciler;
let client: ReturnType<typeof createTemporalClient>;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  n8n = await startFakeN8n();
  stack = await startTestStack({
    n8n,
    taskQueue: 'mail',
    environment: { SMTP_URL: smtp.url, MAIL_FROM: 'relais@relais.example' },
  });
  client = createTemporalClient(stack.deps.config);
  reconciler = createReconciler({
    ...stack.deps,
    temporal: client,
    announce: (committed) => stack.deps.announce(committed),
    quietSeconds: 0,
  });
});
beforeEach(() => smtp.behave('accept'));
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await Promise.all([smtp.stop(), n8n.stop()]);
});

const invite = async (email: string) => {
  const answer = await stack.request('/api/v1/users', {
    key: stack.company.owner.key,
    body: { email, name: 'Hélène', role: 'owner' },
  });
  return InvitedUserOut.parse(await answer.json());
};

const mailStatus = async (userId: number) => {
  const path = `/api/v1/users/${userId}`;
  const answer = await stack.request(path, { key: stack.company.owner.key });
  return UserOut.parse(await answer.json()).invitation_mail_status;
};

const reaches = (userId: number, status: string) =>
  until(`the mail of user ${userId} is ${status}`, async () =>
    (await mailStatus(userId)) === status ? true : undefined,
  );

const mailsTo = (email: string) => smtp.mails().filter(({ to }) => to.join().includes(email));

const runOf = async (userId: number) => {
  const [row] = await stack.superuser`select issue_id from invitations where user_id = ${userId}`;
  return client.workflow.getHandle(invitationMailWorkflowId(userId, String(row?.['issue_id'])));
};

test('an invited user receives one mail, and its link works', async () => {
  const { user } = await invite('premiere@neuf.example');
  await reaches(user.id, 'sent');
  expect(mailsTo(user.email)).toHaveLength(1);
  const [, token = ''] = /#(rli_\S+)/.exec(mailsTo(user.email)[0]?.text ?? '') ?? [];
  const accepted = await stack.request('/api/v1/invitations/accept', {
    body: { token, password: 'une théière de cuivre rouge' },
  });
  expect(accepted.status).toBe(201);
});

test('the history in Temporal contains no link, address or name', async () => {
  const { user } = await invite('secret@neuf.example');
  await reaches(user.id, 'sent');
  const handle = await runOf(user.id);
  await handle.result();
  const history = JSON.stringify(await handle.fetchHistory(), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(history).toContain('sendInvitationMail');
  expect(history).not.toMatch(/rli_|neuf\.example|H.l.ne/);
});

test('a mail waits for the worker, and is sent once it is back', async () => {
  await stack.stopWorker();
  const { user } = await invite('attend@neuf.example');
  expect(await mailStatus(user.id)).toBe('waiting');
  await stack.startWorker();
  await reaches(user.id, 'sent');
  expect(mailsTo(user.email)).toHaveLength(1);
});

test('a refused address ends as failed, and the link that was shown still works', async () => {
  smtp.behave('refuse_recipient');
  const { user, invitation } = await invite('inconnue@neuf.example');
  await reaches(user.id, 'failed');
  const accepted = await stack.request('/api/v1/invitations/accept', {
    body: {
      token: new URL(invitation.url).hash.slice(1),
      password: 'une théière de cuivre rouge',
    },
  });
  expect(accepted.status).toBe(201);
});

test('a mail whose run was terminated ends as failed, and nothing is sent', async () => {
  await stack.stopWorker();
  const { user } = await invite('arretee@neuf.example');
  const run = await runOf(user.id);
  await until('the run was started', () =>
    run.describe().then(
      () => true,
      () => undefined,
    ),
  );
  await reconciler.sweep();
  expect(await mailStatus(user.id), 'a run that is alive is left alone').toBe('waiting');
  await run.terminate('by hand');
  await reconciler.sweep();
  expect(await mailStatus(user.id)).toBe('failed');
  await stack.startWorker();
  expect(mailsTo(user.email)).toEqual([]);
});

test("a mail whose run is missing in Temporal is sent by a new run, even if actions can't be listed", async () => {
  await stack.stopRelay();
  const { user } = await invite('perdue@neuf.example');
  await stack.superuser`delete from commands where subject = ${`user/${user.id}`}`;
  stack.startRelay();
  const listing = 'function list_quiet_actions(uuid, integer, integer)';
  await stack.superuser.unsafe(`revoke execute on ${listing} from relais_app`);
  await reconciler.sweep();
  await stack.superuser.unsafe(`grant execute on ${listing} to relais_app`);
  await reaches(user.id, 'sent');
  expect(mailsTo(user.email)).toHaveLength(1);
});
