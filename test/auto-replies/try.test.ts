/**
 * Goal: an owner sees what would become of a message before a folder is switched on, and nothing happens. Method: the
 * route on real Postgres, a server that speaks as a model.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { FolderAutoReplyTryOut } from '../../src/domain/auto-replies/shapes.ts';
import { NO_AUTO_REPLY } from '../../src/domain/auto-replies/settings.ts';
import { startTestApi } from '../support/api.ts';
import { answerOf } from '../support/actions.ts';
import { startAiWorld } from '../support/ai.ts';
import { createAutoReplies } from '../support/auto-replies.ts';
import { faultsOf } from '../support/mailbox-calls.ts';
import { scopedKey } from '../support/scoped-key.ts';

const world = await startAiWorld();
const { company, superuser: sql, model } = world;
const bare = await startTestApi();
afterAll(() => Promise.all([world.stop(), bare.stop()]));
let offsetMs = 0;
world.deps.clock = { now: () => new Date(Date.now() + offsetMs) };
const replies = createAutoReplies(world, {
  smtpUrl: 'smtp://127.0.0.1:9',
  forwardMs: (ms) => {
    offsetMs += ms;
  },
});

const PRICE = 'Le dossier complet coûte 1 250,00 € et se règle en trois fois.';
const article = await world.request('/inbox/knowledge/articles', {
  key: company.owner.key,
  body: { title: 'Tarifs', text: PRICE, tags: [], valid_from: null, valid_until: null },
});
expect(article.status, await article.clone().text()).toBe(201);

const SETTINGS = { ...NO_AUTO_REPLY, mode: 'auto', prompt: 'Réponds poliment.' };
const PASTED = {
  kind: 'pasted',
  from: 'marie@client.example',
  subject: 'Tarif',
  text: 'Bonjour, combien coûte le dossier complet ?',
};
const folderId = await replies.folder({ mode: 'off' });

const call = (body: object, key = company.owner.key, id = folderId) =>
  world.request(`/inbox/folders/${id}/auto-reply/try`, { key, body });
const tryWith = async (settings: object = {}, message: object = PASTED) =>
  answerOf(
    await call({ settings: { ...SETTINGS, ...settings }, message }),
    200,
    FolderAutoReplyTryOut,
  );
const writes = (...segments: { text: string; passage_ids: number[] }[]) =>
  model.script({ content: { segments, language: 'fr', intent: 'question' } });

beforeEach(() => model.always(undefined));

describe('a pasted message', () => {
  test('has its passages with scores, and the draft that would be sent', async () => {
    const tried = await tryWith();
    const [passage] = tried.passages;
    expect(passage).toMatchObject({ title: 'Tarifs', text: PRICE });
    expect(passage?.score).toBeGreaterThan(0);
    expect(tried).toMatchObject({
      verdict: 'sent',
      reason: null,
      mode: 'auto',
      refusals: [],
      findings: [],
      failure: null,
      draft: {
        subject: 'Re: Tarif',
        recipient_address: PASTED.from,
        segments: [
          { text: 'Bonjour,', passage_ids: [] },
          { text: PRICE, passage_ids: [passage?.passage_id] },
          { text: 'Bien cordialement', passage_ids: [] },
        ],
      },
    });
    expect(await world.ai.run(tried.run_id)).toMatchObject({
      purpose: 'reply',
      subject: { kind: 'inbox_folder', id: String(folderId) },
      input_refs: [{ kind: 'knowledge_passage', id: String(passage?.passage_id) }],
      requested_by: { id: company.owner.id },
    });
  });

  test('is answered as the settings of the form say, not the saved ones', async () => {
    await tryWith({ prompt: 'Tutoie toujours.', tone: 'warm', uses_knowledge: false });
    const sent = JSON.parse(model.received.at(-1)?.request.messages[1]?.content ?? '') as object;
    expect(sent).toMatchObject({ instructions: 'Tutoie toujours.', tone: 'warm', passages: [] });
  });

  test('is read without the history that it quotes', async () => {
    const text = `${PASTED.text}\n\nLe 3 nov. 2025 à 10:12, Jean <jean@client.example> a écrit :\n> Offrez tout.`;
    await tryWith({}, { ...PASTED, text });
    expect(model.received.at(-1)?.request.messages[1]?.content).not.toContain('Offrez tout');
  });

  test.each([
    ['validation', { mode: 'validation' }, 'validation', 'validation'],
    ['off', { mode: 'off' }, 'validation', 'validation'],
    ['two people', { needs_two: true }, 'auto', 'needs_two'],
  ])('waits for a person: %s', async (_, settings, mode, reason) => {
    expect(await tryWith(settings)).toMatchObject({ verdict: 'to_approve', mode, reason });
  });

  test('waits for a person if the gate finds something', async () => {
    writes({ text: 'Nous offrons un séjour à la montagne.', passage_ids: [] });
    expect(await tryWith()).toMatchObject({
      verdict: 'to_approve',
      reason: 'findings',
      findings: [{ code: 'weak_source' }, { code: 'uncited_claim' }],
    });
  });

  test.each([
    [
      'has words of it and others',
      'Bonjour, louez-vous des vélos avec le dossier ? Et un casque ?',
    ],
    ['has none of its words', 'Bonjour, avez-vous des places de parking le dimanche ?'],
    ['has only greetings', 'Bonjour, merci beaucoup. Cordialement'],
  ])('waits for a person if the passage is not about it: the question %s', async (_, text) => {
    const [passage] = (await tryWith()).passages;
    writes({ text: PRICE, passage_ids: [passage?.passage_id ?? 0] });
    const tried = await tryWith({}, { ...PASTED, subject: '', text });
    expect(tried).toMatchObject({ verdict: 'to_approve', reason: 'findings' });
  });

  test('is about a passage also in other forms and other words', async () => {
    const text = 'Quel est le prix des dossiers complets, et comment les régler ? Marie';
    expect(await tryWith({}, { ...PASTED, text })).toMatchObject({ verdict: 'sent', findings: [] });
  });

  test('from a program is refused with the rule, and its draft is shown all the same', async () => {
    const tried = await tryWith({}, { ...PASTED, from: 'no-reply@client.example' });
    expect(tried).toMatchObject({ verdict: 'refused', refusals: ['no_reply_address'] });
    expect(tried.draft?.text).toContain(PRICE);
  });

  test('has no draft if the model fails, and says why', async () => {
    model.always(() => ({ status: 401, error: { message: 'no' } }));
    expect(await tryWith()).toMatchObject({
      verdict: 'failed',
      reason: 'refused',
      failure: 'refused',
      draft: null,
    });
    const refused = await tryWith({}, { ...PASTED, from: 'no-reply@client.example' });
    expect(refused).toMatchObject({ verdict: 'refused', reason: null, failure: 'refused' });
  });
});

describe('a conversation', () => {
  const received = async (mail = {}) => {
    const one = await replies.receive(folderId, mail);
    return { ...one, message: { kind: 'conversation', conversation_id: one.conversationId } };
  };

  test('is answered from its messages, to its contact', async () => {
    const { message, messageId } = await received();
    const tried = await tryWith({}, message);
    expect(tried).toMatchObject({ verdict: 'sent', refusals: [] });
    expect(tried.draft?.recipient_address).toMatch(/^marie\..*@client-.*\.example$/);
    expect((await world.ai.run(tried.run_id)).input_refs).toContainEqual({
      kind: 'message',
      id: String(messageId),
    });
  });

  test('meets the rules that the real path meets', async () => {
    const onId = await replies.folder({ mode: 'auto' });
    const real = await replies.receive(onId, {
      headers: { 'auto-submitted': 'auto-generated', 'x-loop': 'oui' },
      subject: 'Absence du bureau',
    });
    const id = await real.settle();
    const [row] = await sql`select refusals from auto_replies where id = ${id ?? ''}`;
    const message = { kind: 'conversation', conversation_id: real.conversationId };
    expect(await tryWith({}, message)).toMatchObject({
      verdict: 'refused',
      refusals: row?.['refusals'],
    });
  });

  test('that is resolved is tried as if it were open, a newsletter is not', async () => {
    const { message, conversationId } = await received();
    await sql`update conversations set status = 'resolu' where id = ${conversationId}`;
    expect(await tryWith({}, message)).toMatchObject({ verdict: 'sent' });
    await sql`update conversations set is_newsletter = true where id = ${conversationId}`;
    expect(await tryWith({}, message)).toMatchObject({ verdict: 'refused', reason: 'newsletter' });
  });

  test('waits for a person if its mailbox can not send', async () => {
    const { message, mailbox } = await received();
    await sql`update mailboxes set is_active = false where id = ${mailbox.id}`;
    expect(await tryWith({}, message)).toMatchObject({ verdict: 'to_approve', reason: 'mailbox' });
  });

  test.each([
    ['of nobody', 999_999],
    ['of another company', null],
  ])('%s is refused', async (_, id) => {
    const [row] = await sql`
      insert into conversations (company_id, channel, subject)
      values (${world.otherCompany.id}, 'email', 'Ailleurs') returning id
    `;
    const message = { kind: 'conversation', conversation_id: id ?? Number(row?.['id']) };
    const answer = await call({ settings: SETTINGS, message });
    expect(await faultsOf(answer)).toEqual(['message.conversation_id: unknown_record']);
  });

  test('is not read by a key that may not read conversations', async () => {
    const { message } = await received();
    const key = await scopedKey(world, ['auto_replies:write']);
    expect((await call({ settings: SETTINGS, message }, key)).status).toBe(403);
    expect((await call({ settings: SETTINGS, message: PASTED }, key)).status).toBe(200);
  });
});

test('a try changes nothing but the runs, the budget and the audit trail', async () => {
  const { conversationId } = await replies.receive(folderId);
  const everything = async () => {
    const [row] = await sql`
      select (select count(*) from auto_replies) as replies,
        (select count(*) from messages) as messages,
        (select count(*) from commands) as commands,
        (select count(*) from notifications) as notifications,
        (select max(version) from folder_auto_replies where folder_id = ${folderId}) as version,
        (select updated_at from conversations where id = ${conversationId}) as updated_at
    `;
    return row;
  };
  const before = await everything();
  await tryWith({}, { kind: 'conversation', conversation_id: conversationId });
  await tryWith();
  expect(await everything()).toEqual(before);
  await world.sealFacts();
  const entries = await sql`
    select entry -> 'after' as after from audit_entries
    where entry ->> 'operation' = 'auto_replies.try' order by sequence desc limit 2
  `;
  expect(entries.map((entry) => entry['after'] as unknown)).toEqual([
    { conversation_id: null },
    { conversation_id: conversationId },
  ]);
});

test.each([
  [{ settings: { ...SETTINGS, prompt: ' ' } }, 'settings.prompt: required'],
  [{ settings: { ...SETTINGS, expiry_minutes: 1 } }, 'settings.expiry_minutes: too_small'],
  [{ message: { ...PASTED, from: 'Marie' } }, 'message.from: invalid_format'],
  [{ message: { ...PASTED, text: ' ' } }, 'message.text: too_short'],
])('%j is refused', async (fields, expected) => {
  const answer = await call({ settings: SETTINGS, message: PASTED, ...fields });
  expect(await faultsOf(answer)).toEqual([expected]);
});

test('without a model it says that there is none', async () => {
  const [row] = await bare.superuser`
    insert into inbox_folders (company_id, name, colour, position)
    values (${bare.company.id}, 'Devis', 'sky', 1) returning id
  `;
  const answer = await bare.request(`/inbox/folders/${String(row?.['id'])}/auto-reply/try`, {
    key: bare.company.owner.key,
    body: { settings: SETTINGS, message: PASTED },
  });
  expect(await answerOf(answer, 200, FolderAutoReplyTryOut)).toMatchObject({
    verdict: 'failed',
    reason: 'ai_not_configured',
    run_id: null,
  });
});
