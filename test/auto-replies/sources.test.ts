/**
 * Goal: nobody approves, and nothing sends by itself, what the knowledge base no longer says. Method: the routes and the
 * activities on real Postgres, a model of the test, a real SMTP server on loopback.
 */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KnowledgeArticleOut } from '../../src/domain/knowledge/shapes.ts';
import type { DraftOutcome } from '../../src/services/auto-replies/draft/write.ts';
import { answerOf } from '../support/actions.ts';
import { mailsOfDraft } from '../support/auto-reply-races.ts';
import { GOOD_DRAFT, PASSAGE, startAutoReplyWorld, type Draft } from '../support/auto-replies.ts';

const world = await startAutoReplyWorld();
afterAll(() => world.stop());
const { api, answerWith, folder, receive } = world;
const { company, superuser: sql } = api;
beforeEach(() => answerWith(GOOD_DRAFT));

const waiting = async (settings = {}) => {
  const received = await receive(await folder(settings));
  const draft = await received.draft();
  return { draft, shown: await draft.read() };
};

const mailsOf = (draft: Draft) => mailsOfDraft(world, draft);

const reasonOf = async (answer: Response): Promise<unknown> => {
  expect(answer.status).toBe(409);
  const body = (await answer.json()) as { details?: { reason?: string } };
  return body.details?.reason;
};

describe('a passage that a draft cites', () => {
  afterEach(async () => {
    await sql`
      update knowledge_passages set text = ${PASSAGE.text}, is_active = true, valid_until = null
      where id = ${PASSAGE.passage_id}
    `;
    await sql`
      update knowledge_articles set is_active = true, deleted_at = null, valid_until = null
      where id = ${PASSAGE.article_id}
    `;
  });
  const both = (fragment: (table: string) => Promise<unknown>) => async () => {
    await fragment('knowledge_passages');
    await fragment('knowledge_articles');
  };
  const CHANGES = [
    [
      'has another text',
      'changed',
      () => sql`update knowledge_passages set text = 'Gratuit.' where id = ${PASSAGE.passage_id}`,
    ],
    [
      'is switched off',
      'withdrawn',
      both((table) => sql`update ${sql(table)} set is_active = false where id = 1`),
    ],
    [
      'is of another time',
      'withdrawn',
      both((table) => sql`update ${sql(table)} set valid_until = '2020-01-01' where id = 1`),
    ],
  ] as const;

  test.each(CHANGES)(
    'that %s is shown, and approved only by who accepts it',
    async (_, change, make) => {
      const { draft, shown } = await waiting();
      expect(shown.changed_sources).toEqual([]);
      await make();
      expect(await draft.read()).toMatchObject({ changed_sources: [{ passage_id: 1, change }] });
      const body = { content_hash: shown.content_hash };
      expect(await reasonOf(await draft.decide('approve', body))).toBe('sources_changed');
      expect(await draft.read()).toMatchObject({ status: 'waiting' });
      const accepted = { ...body, accept_changed_sources: true };
      expect((await draft.decide('approve', accepted)).status).toBe(200);
      expect((await draft.decide('approve', accepted)).status).toBe(200);
      expect(await mailsOf(draft)).toHaveLength(1);
      expect(await draft.read()).toMatchObject({ status: 'accepted', changed_sources: [] });
    },
  );

  test('of a deleted article is withdrawn', async () => {
    const article = await answerOf(
      await api.request('/inbox/knowledge/articles', {
        key: company.owner.key,
        body: { title: 'Prix', text: 'Le cours coûte 90 €.' },
      }),
      201,
      KnowledgeArticleOut,
    );
    const [row] = await sql`select id from knowledge_passages where article_id = ${article.id}`;
    const id = Number(row?.['id']);
    answerWith({
      ...GOOD_DRAFT,
      segments: [{ text: 'Le cours coûte 90 €.', passageIds: [id] }],
      passages: [
        { passage_id: id, article_id: article.id, title: 'Prix', text: 'Le cours coûte 90 €.' },
      ],
    } satisfies DraftOutcome);
    const { draft } = await waiting();
    const path = `/inbox/knowledge/articles/${article.id}`;
    await api.request(path, { method: 'DELETE', key: company.owner.key });
    expect(await draft.read()).toMatchObject({
      changed_sources: [{ passage_id: id, change: 'withdrawn' }],
    });
  });

  test('that changed while the model wrote makes a draft of mode auto wait', async () => {
    const received = await receive(await folder({ mode: 'auto' }));
    answerWith(async () => {
      await CHANGES[0][2]();
      return GOOD_DRAFT;
    });
    const draft = await received.draft();
    expect(await draft.read()).toMatchObject({
      status: 'waiting',
      person_reason: 'sources_changed',
    });
    expect(await mailsOf(draft)).toEqual([]);
  });

  test.each(CHANGES)(
    'that %s before the mail leaves stops it if no person approved it',
    async (_, change, make) => {
      const { draft, shown } = await waiting({ mode: 'auto' });
      expect(shown.status).toBe('accepted');
      await make();
      expect(await mailsOf(draft)).toEqual([]);
      expect(await draft.read()).toMatchObject({
        status: 'waiting',
        mode: 'validation',
        person_reason: 'sources_changed',
        sent_message_id: null,
        changed_sources: [{ change }],
      });
    },
  );

  test('that changed after a person approved stops nothing', async () => {
    const { draft, shown } = await waiting();
    await draft.decide('approve', { content_hash: shown.content_hash });
    await CHANGES[0][2]();
    expect(await mailsOf(draft)).toHaveLength(1);
  });
});
