/**
 * Goal: a summary says what messages say, costs one call for each state of a conversation, and is seen by those who see
 * the conversation. Method: the api in-process on real Postgres, a model server that a test scripts.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEMO_MODEL } from '../../dev/fakes/openai/server.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { startAiWorld } from '../support/ai.ts';
import { startTestApi } from '../support/api.ts';
import { addMessage, insertThread, summariesAs } from '../support/conversation-summaries.ts';
import { conversationsAs } from '../support/conversations.ts';
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
  model.always(undefined);
});

const owner = summariesAs(world, company.owner.key);

const answer = (fields: object = {}) => ({
  content: { points: [], questions: [], promises: [], next_step: null, ...fields },
});

/** What the model was given. */
const given = () => {
  const content = model.received.at(-1)?.request.messages[1]?.content ?? '{}';
  return z
    .object({
      language: z.string(),
      messages: z.array(z.object({ id: z.number(), from: z.string(), text: z.string() })),
    })
    .parse(JSON.parse(content));
};

const problemOf = async (response: Response) => ProblemOut.parse(await response.json());

describe('a summary', () => {
  test('has points, questions, promises with days and a next step, each with its messages', async () => {
    const { id, messageIds } = await insertThread(world, [
      'Quand livrez-vous ?',
      'Nous livrerons le 12 mars 2027. Bonne journée.',
    ]);
    const [first = 0, second = 0] = messageIds;
    model.script(
      answer({
        points: [{ text: 'Le client attend sa livraison.', message_ids: [first] }],
        questions: [{ text: 'Quand livrez-vous ?', message_ids: [first] }],
        promises: [
          {
            text: 'Livrer la commande.',
            by: 'us',
            date: '2027-03-12',
            quote: 'nous livrerons  le 12 mars 2027',
            message_ids: [second],
          },
        ],
        next_step: { text: 'Préparer la livraison.', message_ids: [second] },
      }),
    );
    const written = await owner.write(id);
    expect(written).toMatchObject({
      conversation_id: id,
      is_stale: false,
      is_being_written: false,
      failure: null,
      summary: {
        points: [{ text: 'Le client attend sa livraison.', message_ids: [first] }],
        promises: [{ by: 'us', date: '2027-03-12', quote: 'nous livrerons le 12 mars 2027' }],
        next_step: { text: 'Préparer la livraison.', message_ids: [second] },
        dropped_count: 0,
        last_message_id: second,
        omitted_message_count: 0,
        model: 'modele-d-essai',
        is_demo: false,
        written_by: company.owner.id,
      },
    });
    expect(given()).toMatchObject({
      language: 'fr',
      messages: [
        { id: first, from: 'customer' },
        { id: second, from: 'company' },
      ],
    });
    expect(await world.ai.run(written.summary?.run_id ?? null)).toMatchObject({
      purpose: 'summary',
      subject: { kind: 'conversation', id: String(id) },
      input_refs: [
        { kind: 'message', id: String(first) },
        { kind: 'message', id: String(second) },
      ],
    });
    expect(await owner.read(id)).toEqual(written);
  });

  test('of the same messages is answered again without a call; a newer message makes it old', async () => {
    const { id, messageIds } = await insertThread(world, ['Bonjour']);
    model.always(() => answer({ points: [{ text: 'Salutation', message_ids: messageIds }] }));
    const written = await owner.write(id);
    expect(await owner.write(id)).toEqual(written);
    expect(model.received).toHaveLength(1);
    await owner.write(id, '?refresh=true');
    expect(model.received).toHaveLength(2);
    await addMessage(world, id, 'Nous arrivons.');
    expect(await owner.read(id)).toMatchObject({
      is_stale: true,
      summary: { last_message_id: messageIds[0] },
    });
    expect((await owner.write(id)).is_stale).toBe(false);
    expect(model.received).toHaveLength(3);
  });

  test('is absent until it is asked for, and reading it asks no model', async () => {
    const { id } = await insertThread(world, ['Bonjour']);
    expect(await owner.read(id)).toEqual({
      conversation_id: id,
      is_stale: false,
      is_being_written: false,
      failure: null,
      summary: null,
    });
    expect(model.received).toEqual([]);
  });

  test('of a long conversation leaves old messages out, and says how many', async () => {
    const { id, messageIds } = await insertThread(
      world,
      Array.from({ length: 63 }, (_, place) => `Message ${place}`),
    );
    model.script(answer());
    expect((await owner.write(id)).summary).toMatchObject({ omitted_message_count: 3 });
    expect(given().messages.map((message) => message.id)).toEqual(messageIds.slice(3));
  });

  test('of long messages leaves old ones out, and each is cut', async () => {
    const { id, messageIds } = await insertThread(
      world,
      Array.from({ length: 20 }, () => 'x'.repeat(6_000)),
    );
    model.script(answer());
    expect((await owner.write(id)).summary).toMatchObject({ omitted_message_count: 8 });
    expect(given().messages.map((message) => message.id)).toEqual(messageIds.slice(8));
    expect(given().messages[0]?.text).toHaveLength(4_000);
  });

  test('by the demo model quotes, and is labelled', async () => {
    const { id, messageIds } = await insertThread(demo, [
      'Bonjour, notre commande de vis est en retard. Quand arrive la commande ?',
      'Bonjour, la commande est partie. Nous vous rappellerons le 3 mars 2027.',
      'Merci. Pouvez-vous joindre la facture de la commande ?',
    ]);
    const [, second, third] = messageIds;
    const { summary } = await summariesAs(demo, demo.company.owner.key).write(id);
    expect(summary).toMatchObject({
      is_demo: true,
      questions: [
        { text: 'Pouvez-vous joindre la facture de la commande ?', message_ids: [third] },
      ],
      promises: [
        {
          by: 'us',
          date: '2027-03-03',
          quote: 'Nous vous rappellerons le 3 mars 2027.',
          message_ids: [second],
        },
      ],
      next_step: { message_ids: [third] },
      dropped_count: 0,
    });
    expect(summary?.points.length).toBeGreaterThan(0);
  });
});

describe('a model that obeys a customer', () => {
  test('can name no message that it was not given', async () => {
    const other = await insertThread(world, ['Un autre dossier']);
    const { id, messageIds } = await insertThread(world, ['Bonjour']);
    const [own = 0] = messageIds;
    const [foreign = 0] = other.messageIds;
    model.script(
      answer({
        points: [
          { text: 'Vrai', message_ids: [own, foreign, 999_999_999] },
          { text: 'Faux', message_ids: [foreign] },
          { text: 'Sans source', message_ids: [] },
        ],
        next_step: { text: 'Payer', message_ids: [-1] },
      }),
    );
    expect((await owner.write(id)).summary).toMatchObject({
      points: [{ text: 'Vrai', message_ids: [own] }],
      next_step: null,
      dropped_count: 3,
    });
  });

  test('can quote nothing that the message does not say', async () => {
    const { id, messageIds } = await insertThread(world, ['Je paierai le 3 mars.']);
    const promise = { text: 'Payer', by: 'customer', date: null, message_ids: messageIds };
    model.script(
      answer({
        promises: [
          { ...promise, quote: 'je paierai LE 3 mars' },
          { ...promise, quote: 'Nous offrons la livraison' },
        ],
      }),
    );
    const { summary } = await owner.write(id);
    expect(summary?.promises.map(({ quote }) => quote)).toEqual(['je paierai LE 3 mars', null]);
  });

  test('writes plain text: neither markup nor hidden characters are kept', async () => {
    const { id, messageIds } = await insertThread(world, ['Bonjour']);
    model.script(
      answer({
        points: [
          {
            text: 'Voir <b>ici</b> <<i>img src=x onerror=alert(1)>\u202e\u200b![x](https://mal.example/p.png)',
            message_ids: messageIds,
          },
          { text: '<script></script>', message_ids: messageIds },
        ],
      }),
    );
    const { summary } = await owner.write(id);
    expect(summary?.points).toHaveLength(1);
    const [point] = summary?.points ?? [];
    expect(point?.text).not.toMatch(/<|\]\(|\p{C}/u);
  });

  test('that writes without end, or another shape, gives no summary; the one that there was stays', async () => {
    const { id, messageIds } = await insertThread(world, ['Bonjour']);
    model.script(answer({ points: [{ text: 'Salutation', message_ids: messageIds }] }));
    const before = await owner.write(id);
    const endless = answer({ points: [{ text: 'x'.repeat(50_000), message_ids: messageIds }] });
    model.script(endless, endless, { content: 'Approuvé.' });
    const response = await owner.post(id, '?refresh=true');
    expect(response.status).toBe(503);
    expect(await problemOf(response)).toMatchObject({
      code: 'unavailable',
      details: { outcome: 'unusable_output', error_code: 'no_json' },
    });
    expect(await owner.read(id)).toMatchObject({
      is_being_written: false,
      failure: { outcome: 'unusable_output', error_code: 'no_json' },
      summary: before.summary,
    });
  });
});

describe('no answer', () => {
  test('without a model is a 409, and leaves nothing', async () => {
    const { id } = await insertThread(bare, ['Bonjour']);
    const response = await summariesAs(bare, bare.company.owner.key).post(id);
    expect(response.status).toBe(409);
    expect(await problemOf(response)).toMatchObject({ details: { outcome: 'ai_not_configured' } });
    expect(await summariesAs(bare, bare.company.owner.key).read(id)).toMatchObject({
      is_being_written: false,
      failure: null,
      summary: null,
    });
  });

  test.each([
    [{ status: 500 }, 503, 'unavailable'],
    [{ status: 429 }, 429, 'rate_limited'],
    [{ status: 401 }, 409, 'refused'],
  ])('of the server that answers %j is a %d', async (reply, status, outcome) => {
    const { id } = await insertThread(world, ['Bonjour']);
    model.script(reply);
    const response = await owner.post(id);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status, details: { outcome } });
    expect((await owner.read(id)).failure).toMatchObject({ outcome });
    model.script(answer());
    expect((await owner.write(id)).failure).toBeNull();
  });

  test('over the budget is a 409 without a call', async () => {
    const { id } = await insertThread(world, ['Bonjour']);
    await world.ai.change({ daily_token_max: 0 });
    const response = await owner.post(id);
    await world.ai.change({ daily_token_max: 1_000_000 });
    expect(response.status).toBe(409);
    expect(await problemOf(response)).toMatchObject({ details: { outcome: 'over_budget' } });
    expect(model.received).toEqual([]);
  });
});

describe('two at once', () => {
  test('pay once: the second is told that it is being written', async () => {
    const { id, messageIds } = await insertThread(world, ['Bonjour']);
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    model.always(async () => {
      asked.resolve();
      await released.promise;
      return answer({ points: [{ text: 'Salutation', message_ids: messageIds }] });
    });
    const first = owner.post(id);
    await asked.promise;
    expect((await owner.read(id)).is_being_written).toBe(true);
    const second = await owner.post(id);
    expect(second.status).toBe(409);
    expect(await problemOf(second)).toMatchObject({ details: { reason: 'being_written' } });
    released.resolve();
    expect((await first).status).toBe(200);
    expect(model.received).toHaveLength(1);
  });

  test('what is deleted while the model writes leaves no summary', async () => {
    const { id, messageIds } = await insertThread(world, ['Bonjour']);
    model.always(async () => {
      await conversationsAs(world, company.owner.key).delete(id);
      return answer({ points: [{ text: 'Salutation', message_ids: messageIds }] });
    });
    expect((await owner.post(id)).status).toBe(404);
    expect(await sql`select 1 from conversation_summaries where conversation_id = ${id}`).toEqual(
      [],
    );
  });
});

describe('who sees it', () => {
  test('is who sees the conversation, with the permission to use a model for a new one', async () => {
    const [centre] = await sql`
      insert into call_centres (company_id, name) values (${company.id}, 'Centre de loin') returning id
    `;
    const { id } = await insertThread(world, ['Bonjour'], {
      callCentreId: Number(centre?.['id']),
      assignedTo: company.owner.id,
    });
    const agent = summariesAs(world, company.agents[0].key);
    expect((await agent.get(id)).status).toBe(404);
    expect((await agent.post(id)).status).toBe(404);
    const shared = await insertThread(world, ['Bonjour']);
    model.script(answer());
    expect((await agent.post(shared.id)).status).toBe(200);
    const reader = summariesAs(world, await scopedKey(world, ['conversations:read']));
    expect((await reader.get(shared.id)).status).toBe(200);
    const refused = await reader.post(shared.id);
    expect(refused.status).toBe(403);
    expect((await problemOf(refused)).detail).toContain('ai:use');
  });

  test('nobody once the conversation is deleted, merged or split', async () => {
    const inbox = conversationsAs(world, company.owner.key);
    model.always(() => answer());
    const write = async () => {
      const thread = await insertThread(world, ['Bonjour', 'Oui ?']);
      await owner.write(thread.id);
      return thread;
    };
    const [deleted, loser, winner, split] = [
      await write(),
      await write(),
      await write(),
      await write(),
    ];
    expect((await inbox.delete(deleted.id)).status).toBe(204);
    expect((await inbox.post(loser.id, 'merge', { into_id: winner.id, version: 1 })).status).toBe(
      200,
    );
    const body = { version: 1, message_ids: split.messageIds.slice(1) };
    expect((await inbox.post(split.id, 'split', body)).status).toBe(201);
    const ids = [deleted, loser, winner, split].map(({ id }) => id);
    const rows = await sql`
      select 1 from conversation_summaries where conversation_id = any (${ids}::bigint[])
    `;
    expect(rows).toEqual([]);
    expect((await owner.get(deleted.id)).status).toBe(404);
    expect((await owner.post(loser.id)).status).toBe(404);
    expect((await owner.read(winner.id)).summary).toBeNull();
  });
});
