/**
 * Goal: what one has begun to write is there on another device, and no device overwrites another unseen.
 * Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ReplyDraftOut } from '../../src/domain/reply-drafts/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addCentre } from '../support/leads.ts';
import { insertTestMailbox } from '../support/replies.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;
const [anatole, berthe] = company.agents;
const paris = await addCentre(api, company);

let path: string;
let conversationId: number;
beforeEach(async () => {
  conversationId = await insertTestConversation(api, { company });
  path = `/inbox/conversations/${conversationId}/draft`;
});

const save = (person: TestPerson, body: object) =>
  api.request(path, { key: person.key, method: 'PUT', body });
const saved = async (person: TestPerson, body: object) =>
  answerOf(await save(person, body), 200, ReplyDraftOut);
const read = async (person: TestPerson) =>
  answerOf(await api.request(path, { key: person.key }), 200, ReplyDraftOut);

test('a draft is empty before one writes, and then as it was written', async () => {
  expect(await read(anatole)).toMatchObject({ version: 0, text: '', updated_at: null });
  const body = {
    text: 'Bonjour',
    subject: 'Devis',
    to: ['pas encore une adr'],
    cc: [],
    bcc: ['b@example.com'],
    attachment_ids: [3],
  };
  await saved(anatole, { version: 0, ...body });
  expect(await read(anatole)).toMatchObject({ version: 1, ...body });
});

test('each person has an own draft', async () => {
  await saved(anatole, { version: 0, text: 'A' });
  expect(await read(berthe)).toMatchObject({ version: 0 });
  await saved(berthe, { version: 0, text: 'B' });
  expect(await read(anatole)).toMatchObject({ text: 'A' });
});

test('another device wrote in between: refused, with what is kept now', async () => {
  await saved(anatole, { version: 0, text: 'Téléphone' });
  for (const version of [0, 7]) {
    const refused = await save(anatole, { version, text: 'Bureau' });
    const Conflict = z.object({ code: z.string(), details: z.object({ draft: ReplyDraftOut }) });
    expect(await answerOf(refused, 409, Conflict)).toMatchObject({
      code: 'version_conflict',
      details: { draft: { version: 1, text: 'Téléphone' } },
    });
  }
  expect(await saved(anatole, { version: 1, text: 'Bureau' })).toMatchObject({ version: 2 });
});

test('of two devices at once one is taken', async () => {
  const answers = await Promise.all(
    ['A', 'B', 'C'].map((text) => save(anatole, { version: 0, text })),
  );
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
    200, 409, 409,
  ]);
});

test('a sent reply leaves no draft of its author, and a device that did not know is told', async () => {
  const { mailboxId } = await insertTestMailbox(api, { company, smtpUrl: 'smtp://127.0.0.1:9' });
  const reply = (body: object) =>
    api.request(`/inbox/conversations/${conversationId}/reply`, {
      key: anatole.key,
      body: { text: 'Bonjour', mailbox_id: mailboxId, to: [{ address: 'm@example.com' }], ...body },
    });
  await saved(anatole, { version: 0, text: 'Bonjour' });
  await saved(berthe, { version: 0, text: 'Le mien' });
  expect((await reply({ mailbox_id: 999_999 })).status).toBe(422);
  expect(await read(anatole), 'it was not sent').toMatchObject({ version: 1 });
  for (let count = 0; count < 2; count += 1) {
    expect((await reply({})).status).toBe(202);
    expect(await read(anatole)).toMatchObject({ version: 0 });
  }
  expect(await read(berthe)).toMatchObject({ version: 1, text: 'Le mien' });
  const late = await refusalOf(await save(anatole, { version: 1, text: 'Bonjour !' }));
  expect(late).toMatchObject({ code: 'version_conflict', faults: ['version: is 0 now'] });
});

test('a draft is thrown away, once or twice', async () => {
  await saved(anatole, { version: 0, text: 'Bonjour' });
  for (let count = 0; count < 2; count += 1) {
    const answer = await api.request(path, { key: anatole.key, method: 'DELETE' });
    expect(answer.status).toBe(204);
  }
  expect(await read(anatole)).toMatchObject({ version: 0 });
});

test.each([
  [{ text: 'x'.repeat(100_001) }, 'text: at most 100000 characters'],
  [{ text: '', to: Array.from({ length: 51 }, () => 'a') }, 'to: at most 50'],
  [{ text: '', attachment_ids: Array.from({ length: 21 }, () => 1) }, 'attachment_ids: at most 20'],
])('too much is refused', async (body, faulty) => {
  expect((await refusalOf(await save(anatole, { version: 0, ...body }))).faults).toEqual([faulty]);
});

test('a conversation out of reach has no draft', async () => {
  expect((await save(paris.agent, { version: 0, text: 'Non' })).status).toBe(404);
});

test('nothing of a draft is in the audit trail', async () => {
  await saved(anatole, { version: 0, text: 'Brouillon secret' });
  await api.sealFacts();
  const entries = await api.superuser`select * from audit_entries`;
  expect(JSON.stringify(entries)).not.toContain('Brouillon');
});
