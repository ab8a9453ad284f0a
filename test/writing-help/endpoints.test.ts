/**
 * Goal: a person gets a text to look at, from what they may read, and is told what in it comes from nowhere; nothing is
 * stored or sent. Method: the api in-process on real Postgres, a model server that a test scripts.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEMO_MODEL } from '../../dev/fakes/openai/server.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { WritingHelpOut } from '../../src/domain/writing-help/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { startAiWorld, type AiWorld } from '../support/ai.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { insertThread } from '../support/conversation-summaries.ts';
import { faultsOf } from '../support/mailbox-calls.ts';
import { scopedKey } from '../support/scoped-key.ts';

const world = await startAiWorld();
const { company, model, superuser: sql } = world;
const bare = await startTestApi();
const demo = await startAiWorld({ AI_MODEL: DEMO_MODEL });
afterAll(async () => {
  await Promise.all([world.stop(), bare.stop(), demo.stop()]);
});
beforeEach(() => {
  model.received.length = 0;
});

const post = (id: number, body: object, key = company.owner.key, api: TestApi | AiWorld = world) =>
  api.request(`/inbox/conversations/${id}/compose`, { key, body });
const compose = async (id: number, body: object, key?: string) =>
  answerOf(await post(id, body, key), 200, WritingHelpOut);
const composeDemo = async (id: number, body: object) =>
  answerOf(await post(id, body, demo.company.owner.key, demo), 200, WritingHelpOut);

const addArticle = async (api: TestApi, text: string) => {
  const response = await api.request('/inbox/knowledge/articles', {
    key: api.company.owner.key,
    body: { title: 'Tarifs', text, tags: [] },
  });
  expect(response.status, await response.clone().text()).toBe(201);
};
await addArticle(world, 'Le dossier complet coûte 1 250 € et se règle en trois fois.');
await addArticle(demo, 'Le dossier complet coûte 1 250 € et se règle en trois fois.');

/** What the model was given. */
const given = () => {
  const content = model.received.at(-1)?.request.messages[1]?.content ?? '{}';
  return z
    .looseObject({ passages: z.array(z.object({ id: z.number(), text: z.string() })).default([]) })
    .parse(JSON.parse(content));
};

const write = (text: string, passageIds: number[] = []) => ({
  content: { segments: [{ text, passage_ids: passageIds }] },
});
const rewrite = (text: string) => ({ content: { text } });
const codesOf = ({ warnings }: z.infer<typeof WritingHelpOut>) =>
  warnings.map(({ code, text }) => (text === null ? code : `${code}: ${text}`));

describe('a draft', () => {
  test('is written from the conversation and the knowledge base, with the passages that were retrieved', async () => {
    const { id, messageIds } = await insertThread(world, ['Combien coûte le dossier complet ?']);
    model.always((request) => {
      const data = z
        .object({ passages: z.array(z.object({ id: z.number() })) })
        .parse(JSON.parse(request.messages[1]?.content ?? ''));
      return write('Le dossier coûte 1 250 €.', [data.passages[0]?.id ?? 0]);
    });
    const helped = await compose(id, { action: 'draft', instruction: 'Donner le prix.' });
    model.always(undefined);
    expect(helped).toMatchObject({
      text: 'Le dossier coûte 1 250 €.',
      citations: [{ title: 'Tarifs', text: expect.stringContaining('1 250 €') }],
      warnings: [],
      is_demo: false,
    });
    expect(given()).toMatchObject({
      instruction: 'Donner le prix.',
      started: null,
      tone: 'neutral',
      language: null,
      messages: [{ from: 'customer', text: 'Combien coûte le dossier complet ?' }],
    });
    const run = await world.ai.run(helped.run_id);
    expect(run).toMatchObject({ purpose: 'compose', subject: { id: String(id) } });
    expect(run.input_refs).toContainEqual({ kind: 'message', id: String(messageIds[0]) });
    expect(run.input_refs.some(({ kind }) => kind === 'knowledge_passage')).toBe(true);
  });

  test('stores and sends nothing', async () => {
    const { id } = await insertThread(world, ['Bonjour']);
    model.script(write('Bonjour'));
    const count = async () => {
      const [row] = await sql`
        select (select count(*) from messages) as messages,
          (select count(*) from reply_drafts) as drafts, (select count(*) from commands) as commands,
          (select version from conversations where id = ${id}) as version
      `;
      return { ...row };
    };
    const before = await count();
    await compose(id, { action: 'draft' });
    expect(await count()).toEqual(before);
  });

  test('warns of what comes from nowhere', async () => {
    const { id } = await insertThread(world, ['Écrivez à marie@client.example avant le 12 mars.']);
    model.script(
      write(
        'Envoyez 9 999 € à vol@mal.example, voir https://mal.example/x et marie@client.example le 12.',
        [987_654],
      ),
    );
    const helped = await compose(id, { action: 'draft' });
    expect(codesOf(helped)).toEqual([
      'number_without_source: 9999',
      'address_without_source: vol@mal.example',
      'link_without_source: mal.example',
      'unknown_passage',
    ]);
    expect(helped.citations).toEqual([]);
  });

  test('is plain text, and says what was taken out', async () => {
    const { id } = await insertThread(world, ['Bonjour']);
    model.script(
      write('# Bonjour\n\n<p onclick="x()">Voir **[ici](https://mal.example)**</p>\u200b\u202e'),
    );
    const helped = await compose(id, { action: 'draft' });
    expect(helped.text).toBe('Bonjour\n\nVoir ici (https://mal.example)');
    expect(codesOf(helped)).toEqual([
      'hidden_characters',
      'markup',
      'link_without_source: mal.example',
    ]);
  });

  test('for a key that may not read the knowledge base is written without it', async () => {
    const { id } = await insertThread(world, ['Combien coûte le dossier complet ?']);
    model.script(write('Bonjour'));
    const key = await scopedKey(world, ['conversations:reply', 'ai:use']);
    await compose(id, { action: 'draft' }, key);
    expect(given().passages).toEqual([]);
  });
});

describe('a text that a person wrote', () => {
  test.each([
    [{ action: 'shorten' }, { action: 'shorten', tone: null, language: null }],
    [
      { action: 'tone', tone: 'warm' },
      { action: 'tone', tone: 'warm', language: null },
    ],
    [
      { action: 'translate', language: 'en' },
      { action: 'translate', tone: null, language: 'en' },
    ],
  ])('%j is all that the model gets', async (asked, expected) => {
    const { id } = await insertThread(world, ['Un secret du client']);
    model.script(rewrite('Rendez-vous le 12.'));
    const helped = await compose(id, { ...asked, text: 'Je vous propose un rendez-vous le 12.' });
    expect(helped).toMatchObject({ text: 'Rendez-vous le 12.', citations: [], warnings: [] });
    expect(given()).toEqual({
      ...expected,
      text: 'Je vous propose un rendez-vous le 12.',
      passages: [],
    });
    expect(await world.ai.run(helped.run_id)).toMatchObject({ purpose: 'rewrite', input_refs: [] });
  });

  test('that comes back with another figure is warned of', async () => {
    const { id } = await insertThread(world, ['Le 13 ?']);
    model.script(rewrite('Rendez-vous le 13.'));
    const helped = await compose(id, { action: 'shorten', text: 'Rendez-vous le 12.' });
    expect(codesOf(helped)).toEqual(['number_without_source: 13']);
  });

  test('is masked before the call, and the answer says so', async () => {
    const { id } = await insertThread(world, ['Bonjour']);
    model.script(rewrite('Payez.'));
    const text = 'Payez avec la carte 4111 1111 1111 1111.';
    expect(await compose(id, { action: 'shorten', text })).toMatchObject({
      masked_kinds: ['card_number'],
    });
    expect(JSON.stringify(given())).not.toContain('4111');
  });

  test('that comes back without end is no answer', async () => {
    const { id } = await insertThread(world, ['Bonjour']);
    const endless = rewrite('x'.repeat(60_000));
    model.script(endless, endless, endless);
    const response = await post(id, { action: 'shorten', text: 'Bonjour' });
    expect(response.status).toBe(503);
    expect(ProblemOut.parse(await response.json())).toMatchObject({
      details: { outcome: 'unusable_output', error_code: 'wrong_shape' },
    });
  });
});

describe('is refused', () => {
  test.each([
    [{ action: 'shorten' }, ['text: required_with']],
    [{ action: 'tone', text: 'Bonjour' }, ['tone: required_with']],
    [{ action: 'translate' }, ['language: required_with', 'text: required_with']],
    [{ action: 'translate', text: 'Bonjour', language: 'xx' }, ['language: not_one_of']],
    [{ action: 'send' }, ['action: not_one_of']],
    [{ action: 'shorten', text: 'x'.repeat(8_001) }, ['text: too_long']],
    [{ action: 'draft', to: 'vol@mal.example' }, ['to: unknown_field']],
  ])('%j', async (body, faults) => {
    const { id } = await insertThread(world, ['Bonjour']);
    const response = await post(id, body);
    expect(response.status).toBe(422);
    expect(await faultsOf(response)).toEqual(faults);
    expect(model.received).toEqual([]);
  });

  test('without a model, without the permission to use it or to reply, and for what is out of reach', async () => {
    const own = await insertThread(bare, ['Bonjour']);
    const unset = await post(own.id, { action: 'draft' }, bare.company.owner.key, bare);
    expect(unset.status).toBe(409);
    expect(ProblemOut.parse(await unset.json())).toMatchObject({
      details: { outcome: 'ai_not_configured' },
    });
    const [centre] = await sql`
      insert into call_centres (company_id, name) values (${company.id}, 'Centre de loin') returning id
    `;
    const fields = { callCentreId: Number(centre?.['id']), assignedTo: company.owner.id };
    const { id } = await insertThread(world, ['Bonjour'], fields);
    const body = { action: 'draft' };
    expect((await post(id, body, company.agents[0].key)).status).toBe(404);
    const noUse = await scopedKey(world, ['conversations:reply', 'conversations:read']);
    expect((await post(id, body, noUse)).status).toBe(403);
    const noReply = await scopedKey(world, ['ai:use', 'conversations:read']);
    expect((await post(id, body, noReply)).status).toBe(403);
    expect(model.received).toEqual([]);
  });
});

describe('the demo model', () => {
  test('drafts by quoting a passage, shortens by leaving out, and says what it does not know', async () => {
    const { id } = await insertThread(demo, ['Combien coûte le dossier complet ?']);
    expect(await composeDemo(id, { action: 'draft' })).toMatchObject({
      text: expect.stringContaining('1 250 €'),
      citations: [{ title: 'Tarifs' }],
      is_demo: true,
    });
    const text = 'Bonjour. Le dossier est complet. Le dossier coûte 12 €. Bien à vous.';
    const { text: short } = await composeDemo(id, { action: 'shorten', text });
    expect(short.length).toBeLessThan(text.length);
    expect(short).toContain('Le dossier');
    const translated = await composeDemo(id, { action: 'translate', language: 'en', text });
    expect(translated.text).toBe(`[Démonstration : non traduit (en).]\n\n${text}`);
    const toned = await composeDemo(id, { action: 'tone', tone: 'warm', text });
    expect(toned.text).toContain('non appliqué');
  });
});
