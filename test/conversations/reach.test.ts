/**
 * Goal: each caller reaches the same conversations by every route: list, counts, export, search, one conversation
 * and what belongs to it, every change, and the stream. Method: conversations of every owner and call centre, every
 * caller, every route; the expected reach is written down by hand.
 */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConversationBulkOut } from '../../src/domain/conversations/changes.ts';
import { ConversationCountsOut } from '../../src/domain/conversations/counts.ts';
import { ListCountOut } from '../../src/domain/shared/pages.ts';
import { isWithin, roleReach, type Role } from '../../src/domain/shared/permissions.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { conversationsAs, insertConversation, insertMessage } from '../support/conversations.ts';
import { addCentre } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const paris = await addCentre(api, company);
const [anatole, berthe] = company.agents;
const lyon = company.callCentreId;

const people = {
  anatole,
  berthe,
  supervisor: company.supervisor,
  owner: company.owner,
  parisAgent: paris.agent,
  parisSupervisor: paris.supervisor,
  stranger: otherCompany.owner,
};
type Name = keyof typeof people;
const NAMES = Object.keys(people) as Name[];

const LYON = ['anatole', 'berthe', 'supervisor'] as const;
const PARIS = ['parisAgent', 'parisSupervisor'] as const;
/** Each kind of conversation, and who reaches it. */
const KINDS = {
  unassignedOfLyon: { at: { callCentreId: lyon, assignedTo: null }, reachedBy: [...LYON, 'owner'] },
  ofBertheInLyon: {
    at: { callCentreId: lyon, assignedTo: berthe.id },
    reachedBy: [...LYON, 'owner'],
  },
  unassignedOfParis: {
    at: { callCentreId: paris.id, assignedTo: null },
    reachedBy: [...PARIS, 'owner'],
  },
  ofAnatoleInParis: {
    at: { callCentreId: paris.id, assignedTo: anatole.id },
    reachedBy: [...PARIS, 'anatole', 'owner'],
  },
  shared: { at: { callCentreId: null, assignedTo: null }, reachedBy: [...LYON, ...PARIS, 'owner'] },
  ofBertheShared: {
    at: { callCentreId: null, assignedTo: berthe.id },
    reachedBy: [...LYON, ...PARIS, 'owner'],
  },
} as const satisfies Record<string, { at: object; reachedBy: readonly Name[] }>;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

const ids = new Map<Kind, number>();
const messageIds = new Map<Kind, number>();
const idOf = (kind: Kind): number => z.number().parse(ids.get(kind));
const reaches = (name: Name, kind: Kind): boolean =>
  KINDS[kind].reachedBy.some((reached: Name) => reached === name);
const kindsOf = (name: Name): Kind[] => KIND_NAMES.filter((kind) => reaches(name, kind));
const sorted = (list: readonly number[]) => list.toSorted((one, other) => one - other);

beforeAll(async () => {
  for (const kind of KIND_NAMES) {
    const id = await insertConversation(api, { company, subject: 'Devis', ...KINDS[kind].at });
    ids.set(kind, id);
    messageIds.set(
      kind,
      await insertMessage(api, { company, conversationId: id, text: 'Demande de Quentin' }),
    );
  }
});

const everything = async () =>
  JSON.stringify(await api.superuser`select * from conversations order by id`);

describe.each(NAMES)('%s', (name) => {
  const { key } = people[name];
  const as = conversationsAs(api, key);

  test('lists, counts, exports and finds the conversations within reach', async () => {
    const reached = sorted(kindsOf(name).map(idOf));
    expect(sorted(await as.ids())).toEqual(reached);
    expect(sorted(await as.ids('?q=quentin'))).toEqual(reached);
    const count = await api.request('/inbox/conversations/count', { key });
    expect((await answerOf(count, 200, ListCountOut)).count).toBe(reached.length);
    const counts = await api.request('/inbox/conversations/counts', { key });
    expect((await answerOf(counts, 200, ConversationCountsOut)).count).toBe(reached.length);
    const csv = await api.request('/inbox/conversations/export', { key });
    const rows = z
      .array(z.object({ id: z.coerce.number() }))
      .parse(parse(await csv.text(), { columns: true, bom: true }));
    expect(sorted(rows.map(({ id }) => id))).toEqual(reached);
    const found = await api.request('/api/v1/search?q=quentin&limit=25', { key });
    const hits = z
      .object({ data: z.array(z.object({ kind: z.string(), id: z.unknown() })) })
      .parse(await found.json())
      .data.filter(({ kind }) => kind === 'conversation');
    expect(sorted(hits.map(({ id }) => Number(id)))).toEqual(reached);
  });

  test.each(KIND_NAMES)('reads %s and what belongs to it, or finds nothing', async (kind) => {
    const status = reaches(name, kind) ? 200 : 404;
    const parts = ['', '/messages', `/messages/${messageIds.get(kind)}`, '/timeline', '/contact'];
    for (const part of parts) {
      expect([part, (await as.get(idOf(kind), part)).status]).toEqual([part, status]);
    }
    expect((await as.presence(idOf(kind), 'viewing')).status).toBe(status);
    await as.presence(idOf(kind), 'gone');
  });

  test('finds nothing to change out of reach, and changes nothing', async () => {
    const before = await everything();
    const ownId = await insertConversation(api, { company, callCentreId: lyon });
    for (const kind of KIND_NAMES.filter((one) => !reaches(name, one))) {
      const id = idOf(kind);
      const answers = [
        await as.patch(id, { version: 1, status: 'resolu' }),
        await as.post(id, 'read'),
        await as.post(id, 'unread'),
        await as.post(id, 'spam'),
        await as.post(id, 'not-spam'),
        await as.post(id, 'link', { version: 1, project_id: null }),
        await as.post(id, 'split', { version: 1, message_ids: [messageIds.get(kind)] }),
        await as.post(id, 'merge', { version: 1, into_id: ownId }),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
      for (const operation of ['mark_unread', 'spam', 'not_spam'] as const) {
        const bulk = await answerOf(
          await as.bulk({ ids: [id], operation }),
          200,
          ConversationBulkOut,
        );
        expect(bulk).toEqual({ changed_count: 0, data: [{ id, outcome: 'not_found' }] });
      }
    }
    await api.superuser`delete from conversations where id = ${ownId}`;
    expect(await everything()).toBe(before);
  });
});

test('an agent deletes nothing, not even in bulk', async () => {
  const as = conversationsAs(api, anatole.key);
  const id = idOf('unassignedOfLyon');
  expect((await as.delete(id)).status).toBe(403);
  expect((await as.bulk({ ids: [id], operation: 'delete' })).status).toBe(403);
});

test('a conversation is not merged into one out of reach', async () => {
  const id = await insertConversation(api, { company, callCentreId: lyon });
  const answer = await conversationsAs(api, anatole.key).post(id, 'merge', {
    version: 1,
    into_id: idOf('unassignedOfParis'),
  });
  expect(answer.status).toBe(422);
  await api.superuser`delete from conversations where id = ${id}`;
});

test('the stream tells of a conversation those who reach it', async () => {
  await api.sealFacts();
  await api.superuser`delete from stream_events`;
  const owner = conversationsAs(api, company.owner.key);
  for (const kind of KIND_NAMES) await owner.post(idOf(kind), 'unread');
  await api.sealFacts();
  const streamed = z
    .array(
      z.object({
        resource_id: z.coerce.number(),
        user_id: z.number().nullable(),
        call_centre_id: z.number().nullable(),
      }),
    )
    .parse(
      await api.superuser`
        select data ->> 'id' as resource_id, user_id, call_centre_id
        from stream_events
        where topic = 'conversation.updated'
      `,
    );
  expect(streamed).toHaveLength(KIND_NAMES.length);
  const places: Record<Exclude<Name, 'stranger'>, { role: Role; callCentreId: number | null }> = {
    anatole: { role: 'agent', callCentreId: lyon },
    berthe: { role: 'agent', callCentreId: lyon },
    supervisor: { role: 'supervisor', callCentreId: lyon },
    owner: { role: 'owner', callCentreId: null },
    parisAgent: { role: 'agent', callCentreId: paris.id },
    parisSupervisor: { role: 'supervisor', callCentreId: paris.id },
  };
  for (const { resource_id: id, ...audience } of streamed) {
    const kind = KIND_NAMES.find((one) => idOf(one) === id);
    if (kind === undefined) throw new Error(`conversation ${id} was not changed here`);
    for (const [name, { role, callCentreId }] of Object.entries(places)) {
      const reach = roleReach(role, 'conversations:read');
      if (reach === 'none') throw new Error('everyone has the permission');
      const scope = { reach, userId: people[name as Name].id, callCentreId };
      const owned = { userId: audience.user_id, callCentreId: audience.call_centre_id };
      expect([kind, name, isWithin(scope, owned)]).toEqual([
        kind,
        name,
        reaches(name as Name, kind),
      ]);
    }
  }
});
