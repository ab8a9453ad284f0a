/**
 * Goal: a draft is sent once, to whom it was written, only as a person saw it, and never when something newer is there.
 * Method: the routes and the activities on real Postgres, a model of the test, a real SMTP server on loopback.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createAutoReplyActivities } from '../../src/activities/auto-replies/activities.ts';
import { AutoReplyOut, OwnTextOut, VersionsOut } from '../../src/domain/auto-replies/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TodoItemOut } from '../../src/domain/todo/shapes.ts';
import { answerOf } from '../support/actions.ts';
import {
  DECISION_PAIRS,
  mailsOfDraft,
  raceDecisions,
  raceSuperseding,
} from '../support/auto-reply-races.ts';
import type { TestPerson } from '../support/api.ts';
import {
  GOOD_DRAFT,
  PASSAGE,
  startAutoReplyWorld,
  type Draft,
  type Received,
} from '../support/auto-replies.ts';

const world = await startAutoReplyWorld();
afterAll(() => world.stop());
const { api, smtp, answerWith, folder, receive } = world;
const { company } = api;
const HOUR_MS = 60 * 60 * 1000;

beforeEach(() => {
  smtp.behave('accept');
  answerWith(GOOD_DRAFT);
});

const waiting = async (settings = {}) => {
  const received = await receive(await folder(settings));
  const draft = await received.draft();
  return { ...received, draft, shown: await draft.read() };
};

const mailsOf = (draft: Draft) => mailsOfDraft(world, draft);

const reasonOf = async (answer: Response): Promise<unknown> => {
  expect(answer.status).toBe(409);
  const body = (await answer.json()) as { details?: { reason?: string } };
  return body.details?.reason;
};

describe('a draft that waits', () => {
  test('shows its statements with their sources, and to whom it goes', async () => {
    const { shown } = await waiting();
    expect(shown).toMatchObject({
      status: 'waiting',
      recipient_address: expect.stringMatching(/^marie\..*@client-.*\.example$/),
      segments: [
        { text: 'Bonjour,', passage_ids: [] },
        { text: PASSAGE.text, passage_ids: [1] },
        { text: 'Bien cordialement', passage_ids: [] },
      ],
      citations: [{ passage_id: 1 }],
      findings: [],
      version: 1,
    });
  });

  test('is sent once when it is approved, also if it is approved twice', async () => {
    const { draft, shown } = await waiting();
    const body = { content_hash: shown.content_hash };
    expect((await draft.decide('approve', body)).status).toBe(200);
    expect((await draft.decide('approve', body)).status).toBe(200);
    const [mail, ...others] = await mailsOf(draft);
    expect(others).toEqual([]);
    expect(mail?.to).toEqual([`Marie <${shown.recipient_address ?? ''}>`]);
    expect(mail?.headers).toMatchObject({ 'x-relais-loop': '1' });
    expect(mail?.headers).not.toHaveProperty('auto-submitted');
    expect(await draft.read()).toMatchObject({ status: 'accepted', similarity: 1 });
  });

  test.each([
    ['a person approved', 'validation', 'validation'],
    ['left by itself', 'auto', 'taken_back'],
  ] as const)(
    'that %s waits for a person again once its mail is taken back',
    async (_, mode, reason) => {
      const { draft, shown } = await waiting({ mode });
      if (mode === 'validation') {
        await draft.decide('approve', { content_hash: shown.content_hash });
      }
      const { sent_message_id: messageId } = await draft.read();
      const cancel = () =>
        api.request(`/inbox/messages/${String(messageId)}/cancel`, {
          key: company.owner.key,
          method: 'POST',
        });
      expect((await cancel()).status).toBe(200);
      expect((await cancel()).status).toBe(200);
      expect(await mailsOf(draft)).toEqual([]);
      expect(await draft.read()).toMatchObject({
        status: 'waiting',
        mode: 'validation',
        decided_by: null,
        sent_message_id: null,
        person_reason: reason,
      });
      expect(await draft.look()).toMatchObject({ kind: 'wait' });
      const { content_hash: hash } = await draft.read();
      expect((await draft.decide('approve', { content_hash: hash })).status).toBe(200);
      expect(await mailsOf(draft)).toHaveLength(1);
    },
  );

  test('can be changed before it is approved, and what was changed is measured', async () => {
    const { draft, shown } = await waiting();
    const answer = await draft.decide('approve', {
      content_hash: shown.content_hash,
      text: 'Bonjour, le dossier complet coûte 1 250,00 €.',
    });
    expect(answer.status).toBe(200);
    const [mail] = await mailsOf(draft);
    expect(mail?.text).toContain('le dossier complet coûte 1 250,00 €.');
    expect(mail?.text).not.toContain('trois fois');
    const { similarity, segments } = await draft.read();
    expect(segments).toEqual([]);
    const versions = await api.request(`/inbox/auto-replies/${draft.id}/versions`, {
      key: company.owner.key,
    });
    const { data } = await answerOf(versions, 200, VersionsOut);
    expect(data.map((version) => version.segments.length)).toEqual([0, 3]);
    expect(similarity).toBeGreaterThan(0.3);
    expect(similarity).toBeLessThan(0.8);
  });

  test('is not sent when it is rejected', async () => {
    const { draft, shown } = await waiting();
    const body = { content_hash: shown.content_hash, reason: 'Mauvais tarif' };
    expect((await draft.decide('reject', body)).status).toBe(200);
    expect(await draft.read()).toMatchObject({ status: 'rejected', reason: 'Mauvais tarif' });
    expect(await mailsOf(draft)).toEqual([]);
    const approval = await draft.decide('approve', { content_hash: shown.content_hash });
    expect(await reasonOf(approval)).toBe('rejected');
  });

  test('is written again as a person asks, and the old version can not be approved', async () => {
    const { draft, shown } = await waiting();
    expect((await draft.decide('regenerate', { instruction: 'Plus court' })).status).toBe(200);
    const early = await draft.decide('approve', { content_hash: shown.content_hash });
    expect(await reasonOf(early)).toBe('drafting');
    let asked: unknown;
    answerWith((context) => {
      asked = context.instruction;
      return Promise.resolve({
        ...GOOD_DRAFT,
        segments: [{ text: 'Le dossier complet coûte 1 250,00 €.', passageIds: [1] }],
      } as typeof GOOD_DRAFT);
    });
    await draft.write();
    expect(asked).toBe('Plus court');
    const old = await draft.decide('approve', { content_hash: shown.content_hash });
    expect(await reasonOf(old)).toBe('changed');
    const { content_hash: hash, version } = await draft.read();
    expect(version).toBe(2);
    expect((await draft.decide('approve', { content_hash: hash })).status).toBe(200);
  });

  test('can be given to somebody else', async () => {
    const { draft } = await waiting();
    const { id } = company.supervisor;
    expect((await draft.decide('reassign', { user_id: id })).status).toBe(200);
    expect(await draft.read()).toMatchObject({ assigned_to: id, status: 'waiting' });
  });

  test.each([
    [
      'a newer message of the contact',
      'newer_message',
      ({ again }: Awaited<ReturnType<typeof waiting>>) => again({ text: 'Et pour deux ?' }),
    ],
    [
      'a reply by a person',
      'human_reply',
      async ({ conversationId }: Awaited<ReturnType<typeof waiting>>) => {
        const answer = await api.request(`/inbox/conversations/${conversationId}/reply`, {
          key: company.owner.key,
          body: { text: 'Je vous appelle.' },
        });
        expect(answer.status).toBe(202);
      },
    ],
    [
      'another status',
      'status_changed',
      ({ conversationId }: Awaited<ReturnType<typeof waiting>>) =>
        change(conversationId, { status: 'resolu' }),
    ],
    [
      'another folder',
      'folder_changed',
      async ({ conversationId }: Awaited<ReturnType<typeof waiting>>) =>
        change(conversationId, { folder_id: await folder() }),
    ],
    [
      'its deletion',
      'conversation_deleted',
      async ({ conversationId }: Awaited<ReturnType<typeof waiting>>) => {
        const answer = await api.request(`/inbox/conversations/${conversationId}`, {
          method: 'DELETE',
          key: company.owner.key,
        });
        expect(answer.ok).toBe(true);
      },
    ],
  ] as const)('is old after %s', async (_, reason, happen) => {
    const made = await waiting();
    await happen(made);
    const [row] =
      await api.superuser`select status, reason from auto_replies where id = ${made.draft.id}`;
    expect(row).toMatchObject({ status: 'superseded', reason });
    if (reason !== 'conversation_deleted') {
      const approval = await made.draft.decide('approve', {
        content_hash: made.shown.content_hash,
      });
      expect(await reasonOf(approval)).toBe('superseded');
    }
  });

  test('expires without being sent, and is given to supervisors', async () => {
    const { draft, shown, conversationId } = await waiting({ expiry_minutes: 60 });
    expect(await draft.look()).toMatchObject({ kind: 'wait' });
    world.forwardMs(HOUR_MS);
    const late = await draft.decide('approve', { content_hash: shown.content_hash });
    expect(await reasonOf(late)).toBe('expired');
    expect(await draft.look()).toEqual({ kind: 'ended', status: 'expired' });
    expect(await draft.read()).toMatchObject({ status: 'expired', is_escalated: true });
    const [row] =
      await api.superuser`select status from conversations where id = ${conversationId}`;
    expect(row?.['status']).toBe('urgent');
    expect(await mailsOf(draft)).toEqual([]);
  });

  test('is recalled before it expires, each time once', async () => {
    const { draft } = await waiting({ expiry_minutes: 120, reminder_minutes: [60, 30] });
    const recalls = async () =>
      Number(
        (
          await api.superuser`
            select count(*) as count from notifications
            where code = 'auto_reply_recalled' and company_id = ${company.id}
          `
        )[0]?.['count'],
      );
    const before = await recalls();
    world.forwardMs(HOUR_MS);
    await draft.look();
    await draft.look();
    const after = await recalls();
    expect(after).toBeGreaterThan(before);
    world.forwardMs(HOUR_MS / 2);
    await draft.look();
    expect(await recalls()).toBe(before + 2 * (after - before));
  });
});

const change = async (conversationId: number, patch: object): Promise<void> => {
  const [row] = await api.superuser`select version from conversations where id = ${conversationId}`;
  const answer = await api.request(`/inbox/conversations/${conversationId}`, {
    method: 'PATCH',
    key: company.owner.key,
    body: { version: Number(row?.['version']), ...patch },
  });
  expect(answer.ok, await answer.clone().text()).toBe(true);
};

describe('two decisions at once', () => {
  test.each(DECISION_PAIRS.map(([left, right]) => [left.name, right.name, [left, right]] as const))(
    '%s and %s have one outcome, and the other one is told',
    async (_left, _right, pair) => {
      for (let round = 0; round < 5; round += 1) await raceDecisions(world, await waiting(), pair);
    },
  );

  test('a decision and a newer message have one outcome: an old draft is not sent', async () => {
    for (let round = 0; round < 20; round += 1) {
      const raced = await waiting();
      await raceSuperseding(world, raced, () => raced.again({ text: 'Et pour deux ?' }));
    }
  });

  test('by two people who both have to approve send it once', async () => {
    const { draft, shown } = await waiting({ needs_two: true });
    const hash = { content_hash: shown.content_hash };
    await draft.decide('approve', hash, company.supervisor);
    await draft.decide('approve', hash, company.supervisor);
    expect(await draft.read()).toMatchObject({ status: 'waiting' });
    await draft.decide('approve', hash, company.owner);
    expect(await draft.read()).toMatchObject({ status: 'accepted' });
    expect(await mailsOf(draft)).toHaveLength(1);
  });
});

describe('a folder', () => {
  test('may want a supervisor', async () => {
    const { draft, shown } = await waiting({ approvers: 'supervisors' });
    const hash = { content_hash: shown.content_hash };
    const [agent] = company.agents;
    expect((await draft.decide('approve', hash, agent)).status).toBe(403);
    expect((await draft.decide('approve', hash, company.supervisor)).status).toBe(200);
  });

  test('is not switched on without a prompt and an end', async () => {
    await expect(folder({ prompt: '' })).rejects.toThrow('prompt');
    await expect(folder({ on_expiry: null })).rejects.toThrow('on_expiry');
  });

  test('takes one of two first changes at once', async () => {
    const [row] = await api.superuser`
      insert into inbox_folders (company_id, name, colour, position)
      values (${company.id}, 'Deux à la fois', 'sky', 1)
      returning id
    `;
    const change = (tone: string) =>
      api.request(`/inbox/folders/${String(row?.['id'])}/auto-reply`, {
        method: 'PATCH',
        key: company.owner.key,
        body: { version: 0, tone },
      });
    const answers = await Promise.all([change('warm'), change('formal')]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
  });

  test('without automatic replies plans none', async () => {
    const { settle } = await receive(await folder({ mode: 'off' }));
    expect(await settle()).toBeUndefined();
  });
});

describe('in mode auto', () => {
  test('a draft whose statements all have a source is sent by itself, and says so', async () => {
    const { draft } = await waiting({ mode: 'auto' });
    const [mail] = await mailsOf(draft);
    expect(mail?.headers).toMatchObject({
      'auto-submitted': 'auto-replied',
      'x-auto-response-suppress': 'All',
      'x-relais-loop': '1',
    });
    expect(await draft.read()).toMatchObject({
      status: 'accepted',
      decided_by: null,
      person_reason: null,
    });
  });

  test.each([
    ['validation', { mode: 'validation' } as const],
    ['needs_two', { mode: 'auto', needs_two: true } as const],
  ])('a draft that waits says why: %s', async (reason, settings) => {
    expect((await waiting(settings)).shown).toMatchObject({ person_reason: reason });
  });

  test('a draft that was planned for a person does not leave because the folder changed', async () => {
    const folderId = await folder({ mode: 'validation' });
    const received = await receive(folderId);
    await received.settle();
    await api.superuser`update folder_auto_replies set mode = 'auto' where folder_id = ${folderId}`;
    const draft = await received.draft();
    expect(await draft.read()).toMatchObject({ status: 'waiting', person_reason: 'validation' });
  });

  test('a draft with a finding waits for a person', async () => {
    answerWith({
      ...GOOD_DRAFT,
      segments: [{ text: 'Payez sur https://payer.example/x', passageIds: [1] }],
    } as typeof GOOD_DRAFT);
    const { draft, shown } = await waiting({ mode: 'auto' });
    expect(shown).toMatchObject({ status: 'waiting', person_reason: 'findings' });
    expect(shown.findings.map(({ code }) => code)).toContain('link_not_allowed');
    expect(await mailsOf(draft)).toEqual([]);
  });

  test('is not sent if a person replies while the mail waits to leave', async () => {
    const { draft, conversationId } = await waiting({ mode: 'auto' });
    await api.request(`/inbox/conversations/${conversationId}/reply`, {
      key: company.owner.key,
      body: { text: 'Je vous appelle.' },
    });
    expect(await mailsOf(draft)).toEqual([]);
    expect(await draft.read()).toMatchObject({ status: 'superseded', reason: 'human_reply' });
  });
});

describe('in mode auto, a person decides about a reply', () => {
  const waits = async (received: Received): Promise<void> => {
    const draft = await received.draft();
    expect(await draft.read()).toMatchObject({
      status: 'waiting',
      findings: [],
      person_reason: 'not_authenticated',
    });
    expect(await mailsOf(draft)).toEqual([]);
  };
  const folderId = () => folder({ mode: 'auto' });

  test.each([
    ['does not say who sent it', ''],
    ['does not know', '127.0.0.1; spf=fail; dkim=none; dmarc=none'],
    ['is another one', 'pirate.example; dmarc=pass'],
    [
      'quotes the sender',
      '127.0.0.1; spf=fail smtp.mailfrom="x; dmarc=pass "@a.example; dkim=none',
    ],
  ])('if the server of the mailbox %s', async (_, header) => {
    await waits(await receive(await folderId(), { headers: { 'authentication-results': header } }));
  });
});

test('in mode auto, a person decides if a message names several senders, and one gets the reply', async () => {
  const received = await receive(await folder({ mode: 'auto' }), { flags: ['ambiguous_sender'] });
  const draft = await received.draft();
  const shown = await draft.read();
  expect(shown).toMatchObject({
    status: 'waiting',
    findings: [],
    person_reason: 'ambiguous_sender',
  });
  expect(await mailsOf(draft)).toEqual([]);
  const approved = await draft.decide('approve', { content_hash: shown.content_hash });
  expect(approved.status).toBe(200);
  const [mail] = await api.superuser`
    select recipients from messages where auto_reply_id = ${draft.id}
  `;
  expect(mail?.['recipients']).toEqual([
    { kind: 'to', name: 'Marie', address: shown.recipient_address },
  ]);
});

test('in mode auto, a person decides if the mailbox names no server that confirms senders', async () => {
  const received = await receive(await folder({ mode: 'auto' }));
  await api.superuser`
    update mailboxes set trusted_authserv_id = null where id = ${received.mailbox.id}
  `;
  const draft = await received.draft();
  expect(await draft.read()).toMatchObject({
    status: 'waiting',
    findings: [],
    person_reason: 'no_trusted_server',
  });
  expect(await mailsOf(draft)).toEqual([]);
});

test('a stranger in a conversation starts no reply to the others in it', async () => {
  const received = await receive(await folder({ mode: 'auto' }), {
    from: 'Paul <paul@victime.example>',
  });
  await received.again({ from: 'Eve <eve@pirate.example>' });
  await received.settle();
  const rows = await api.superuser`
    select status, refusals from auto_replies where conversation_id = ${received.conversationId}
  `;
  expect(rows.map((row) => ({ ...row }))).toEqual([{ status: 'refused', refusals: ['stranger'] }]);
});

test('of several mails of one sender at once, three are answered without a person', async () => {
  const folderId = await folder({ mode: 'auto' });
  const ids: string[] = [];
  for (const tag of ['', '+a', '+b', '+c', '+d']) {
    const received = await receive(folderId, { from: `Luc <luc${tag}@client.example>` });
    ids.push((await received.settle()) ?? '');
  }
  const activities = createAutoReplyActivities(api.deps, () => Promise.resolve(GOOD_DRAFT));
  await Promise.all(
    ids.map((id) => activities.writeAutoReply({ companyId: company.id, autoReplyId: id })),
  );
  const rows = await api.superuser`
    select status, person_reason from auto_replies where id = any(${ids}::uuid[]) order by status
  `;
  expect(rows.map((row) => row['status'])).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'waiting',
    'waiting',
  ]);
  expect(rows.map((row) => row['person_reason'])).toEqual([null, null, null, 'rule', 'rule']);
});

describe('a rule that speaks against an answer', () => {
  test('is named, and nothing is written', async () => {
    const { settle, conversationId } = await receive(await folder(), {
      headers: { 'auto-submitted': 'auto-replied' },
    });
    await settle();
    const [row] = await api.superuser`
      select status, refusals from auto_replies where conversation_id = ${conversationId}
    `;
    expect(row).toMatchObject({ status: 'refused', refusals: ['auto_submitted'] });
  });

  test('can be lifted by a person, for whom the draft waits then', async () => {
    const { draft: made, settle } = await receive(await folder({ mode: 'auto' }), {
      headers: { 'feedback-id': '1:x' },
    });
    await settle();
    const draft = await made();
    expect((await draft.decide('lift', {})).status).toBe(200);
    await draft.write();
    expect(await draft.read()).toMatchObject({
      status: 'waiting',
      refusals: ['feedback_id'],
      person_reason: 'asked',
    });
    expect((await draft.decide('lift', {})).status).toBe(409);
  });
});

test('each message is answered once, and several in a row get one answer to the newest', async () => {
  const { again, settle, conversationId } = await receive(await folder());
  await again({ text: 'J’oubliais : pour deux.' });
  await settle();
  await settle();
  const rows = await api.superuser`
    select message_id from auto_replies where conversation_id = ${conversationId}
  `;
  const [newest] = await api.superuser`
    select max(id) as id from messages where conversation_id = ${conversationId}
  `;
  expect(rows.map((row) => row['message_id'])).toEqual([newest?.['id']]);
});

test('what a model writes after its message is old changes nothing', async () => {
  const { settle, again, conversationId } = await receive(await folder({ mode: 'auto' }));
  const id = await settle();
  answerWith(async () => {
    await again({ text: 'Et pour deux ?' });
    return GOOD_DRAFT;
  });
  const activities = createAutoReplyActivities(api.deps, async () => {
    await again({ text: 'Et pour deux ?' });
    return GOOD_DRAFT;
  });
  await activities.writeAutoReply({ companyId: company.id, autoReplyId: id ?? '' });
  const [row] =
    await api.superuser`select status, version from auto_replies where id = ${id ?? ''}`;
  expect(row).toMatchObject({ status: 'superseded', version: 0 });
  const [sent] = await api.superuser`
    select count(*) as count from messages
    where conversation_id = ${conversationId} and direction = 'out'
  `;
  expect(Number(sent?.['count'])).toBe(0);
});

test('two runs of the writing make one version', async () => {
  const { settle } = await receive(await folder());
  const id = (await settle()) ?? '';
  const activities = createAutoReplyActivities(api.deps, () => Promise.resolve(GOOD_DRAFT));
  const input = { companyId: company.id, autoReplyId: id };
  await Promise.all([activities.writeAutoReply(input), activities.writeAutoReply(input)]);
  const rows =
    await api.superuser`select version from auto_reply_versions where auto_reply_id = ${id}`;
  expect(rows).toHaveLength(1);
});

test('a decision that an operator signals is judged as that of the person it names', async () => {
  const { draft, shown } = await waiting({ approvers: 'supervisors' });
  const activities = createAutoReplyActivities(api.deps, () => Promise.resolve(GOOD_DRAFT));
  const decide = (userId: number, contentHash = shown.content_hash ?? '') =>
    activities.decideAutoReply({
      companyId: company.id,
      autoReplyId: draft.id,
      decision: { kind: 'approve', userId, contentHash },
    });
  expect(await decide(company.agents[0].id)).toEqual({ outcome: 'refused: forbidden' });
  expect(await decide(api.otherCompany.owner.id)).toEqual({
    outcome: 'refused: validation_failed',
  });
  expect(await decide(company.owner.id, 'f'.repeat(64))).toEqual({ outcome: 'refused: changed' });
  expect(await decide(company.owner.id)).toEqual({ outcome: 'carried out' });
  expect(await draft.read()).toMatchObject({ status: 'accepted', decided_by: company.owner.id });
});

test('the replies of a conversation are listed, the newest first, with the names of people', async () => {
  const { draft, shown, conversationId, again, settle } = await waiting();
  await draft.decide('reject', { content_hash: shown.content_hash, reason: 'Mauvais tarif' });
  await again();
  const newer = await settle();
  const answer = await api.request(`/inbox/auto-replies?conversation_id=${conversationId}`, {
    key: company.owner.key,
  });
  const { data } = await answerOf(answer, 200, pageOf(AutoReplyOut));
  expect(data.map(({ id }) => id)).toEqual([newer, draft.id]);
  expect(data[1]).toMatchObject({ status: 'rejected', decided_by_name: 'Olga Propriétaire' });
});

test('what to look at again in a text of a person is said, and the text is sent all the same', async () => {
  const received = await receive(await folder({ allowed_hosts: ['atelier.example'] }), {
    text: 'Est-ce que le dossier 4711 coûte 80 € ?',
  });
  const draft = await received.draft();
  const check = async (text: string, person?: TestPerson) =>
    draft.decide('check', { text }, person);
  const findingsOf = async (text: string) => {
    const { findings } = await answerOf(await check(text), 200, OwnTextOut);
    return findings.map((finding) => `${finding.code} ${finding.text ?? ''}`);
  };
  // In the message, in the cited passage, on the list of hosts.
  const good = 'Le dossier 4711 coûte 1250 € : https://www.atelier.example/tarifs';
  expect(await findingsOf(`Bonjour,\n\n${good}\n\nNous vous appelons.`)).toEqual([]);
  const bad = 'Le dossier coûte 1520 €.\nVoir evil.example ou x@evil.example.';
  expect((await findingsOf(bad)).toSorted()).toEqual([
    'address_not_allowed x@evil.example',
    'link_not_allowed evil.example',
    'number_without_source Le dossier coûte 1520 €.',
  ]);
  expect((await check(bad, api.otherCompany.owner)).status).toBe(404);
  expect((await check('')).status).toBe(422);
  const { content_hash } = await draft.read();
  expect((await draft.decide('approve', { content_hash, text: bad })).status).toBe(200);
});

test('the list is filtered by folder and by whom it was given to', async () => {
  const folderId = await folder();
  const mine = await (await receive(folderId)).draft();
  const nobodys = await (await receive(folderId)).draft();
  const other = await (await receive(await folder())).draft();
  for (const draft of [mine, other]) {
    expect((await draft.decide('reassign', { user_id: company.owner.id })).status).toBe(200);
  }
  const list = async (query: string, person: TestPerson = company.owner) => {
    const path = `/inbox/auto-replies?status=waiting&${query}`;
    const answer = await api.request(path, { key: person.key });
    const { data } = await answerOf(answer, 200, pageOf(AutoReplyOut));
    return data.map(({ id }) => id);
  };
  const inFolder = `folder_id=${folderId}`;
  expect((await list(inFolder)).toSorted()).toEqual([mine.id, nobodys.id].toSorted());
  expect(await list(`${inFolder}&assigned_to=me`)).toEqual([mine.id]);
  expect(await list(`${inFolder}&assigned_to=none`)).toEqual([nobodys.id]);
  expect(await list(`${inFolder}&assigned_to=${company.owner.id}`)).toEqual([mine.id]);
  expect(await list('assigned_to=me')).toEqual(expect.arrayContaining([mine.id, other.id]));
  expect(await list(`${inFolder}&assigned_to=me`, company.supervisor)).toEqual([]);
  const refused = await api.request('/inbox/auto-replies?assigned_to=x', {
    key: company.owner.key,
  });
  expect(refused.status).toBe(422);
});

describe('the to-do list', () => {
  const todo = async (person: TestPerson, query = '') => {
    const answer = await api.request(`/api/v1/todo${query}`, { key: person.key });
    const { data } = await answerOf(answer, 200, pageOf(TodoItemOut));
    return data.filter(({ kind }) => kind === 'auto_reply').map(({ id }) => id);
  };
  const [anatole, berthe] = company.agents;

  test('has a draft of nobody for those within reach, until it is decided', async () => {
    const { draft, shown, conversationId } = await waiting();
    await api.superuser`
      update conversations set call_centre_id = ${company.callCentreId}
      where id = ${conversationId}
    `;
    expect(await todo(anatole)).toContain(draft.id);
    expect(await todo(company.supervisor)).toContain(draft.id);
    expect(await todo(company.supervisor, '?is_mine=true')).not.toContain(draft.id);
    expect(await todo(api.otherCompany.owner)).toEqual([]);
    await draft.decide('reject', { content_hash: shown.content_hash, reason: 'Non' });
    expect(await todo(anatole)).not.toContain(draft.id);
  });

  test('has a draft that was given to somebody for this person only', async () => {
    const { draft, conversationId } = await waiting();
    await api.superuser`
      update conversations set call_centre_id = ${company.callCentreId}
      where id = ${conversationId}
    `;
    expect((await draft.decide('reassign', { user_id: berthe.id })).status).toBe(200);
    expect(await todo(berthe)).toContain(draft.id);
    expect(await todo(berthe, '?is_mine=true')).toContain(draft.id);
    expect(await todo(anatole)).not.toContain(draft.id);
  });

  test('leaves a draft to the second person once one has approved', async () => {
    const { draft, shown } = await waiting({ needs_two: true });
    await draft.decide('approve', { content_hash: shown.content_hash });
    expect(await todo(company.owner)).not.toContain(draft.id);
    expect(await todo(company.supervisor)).toContain(draft.id);
  });
});
