/**
 * Goal: the mails of one sender can't use up the tokens of a company, nor cost as many drafts as they like. Method: the
 * activities on real Postgres with a model server that a test scripts; calls of before as rows.
 */
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createConversationSummaryActivities } from '../../src/activities/conversation-summaries.ts';
import { createInboxFolderActivities } from '../../src/activities/inbox-folders.ts';
import { isOverSenderBudget } from '../../src/domain/ai/sender-budget.ts';
import { FolderDecisionsOut } from '../../src/domain/inbox-folders/shapes.ts';
import {
  isFreeMail,
  senderDomainOf,
  withoutTag,
} from '../../src/domain/messages/sender-domains.ts';
import { inCompany } from '../../src/platform/database.ts';
import { findReplyHistory } from '../../src/queries/auto-replies/history.ts';
import { boundDomainOf } from '../../src/services/messages/strangers.ts';
import { answerOf } from '../support/actions.ts';
import { startAiWorld } from '../support/ai.ts';
import { insertThread, summariesAs } from '../support/conversation-summaries.ts';
import { conversationsAs } from '../support/conversations.ts';
import { addConversation, addMessage, foldersAs } from '../support/inbox-folders.ts';

const world = await startAiWorld();
afterAll(() => world.stop());
const { model, company, superuser: sql } = world;
const conversations = conversationsAs(world, company.owner.key);
const { classifyConversationByModel } = createInboxFolderActivities(world.deps);
const summaryActivities = createConversationSummaryActivities(world.deps);
const DAILY_TOKENS = 1_000_000;

await foldersAs(world, company.owner.key).create('Factures', null, { ai_description: 'Factures.' });

let count = 0;
const newHost = (): string => `inconnu-${(count += 1)}.example`;

beforeEach(() => {
  model.received.splice(0);
  model.always(() => ({
    content: {
      folder: 'f1',
      confidence: 0.9,
      intent: 'question',
      urgency: 'normal',
      language: 'fr',
      words: [],
    },
  }));
});

/** Calls about a conversation of this sender, so many hours ago. */
const called = async (
  sender: string,
  { calls, tokens, hoursAgo = 1 }: { calls: number; tokens: number; hoursAgo?: number },
): Promise<void> => {
  const conversationId = await addConversation(world, company, { sender });
  for (let call = 0; call < calls; call += 1) {
    const id = uuidv7({ msecs: Date.now() - hoursAgo * 3_600_000 });
    await sql`
      insert into ai_runs (
        id, company_id, purpose, prompt_version, model, is_demo, subject_kind, subject_id, day,
        reserved_token_count, input_token_count, output_token_count, outcome, finished_at
      )
      values (
        ${id}, ${company.id}, 'classify', 1, 'm', false, 'conversation', ${String(conversationId)},
        now(), ${tokens}, ${tokens}, 0, 'succeeded', now()
      )
    `;
  }
};

/** Out: why the conversation of a new mail has its folder, or none. */
const filed = async (sender: string): Promise<string | undefined> => {
  const id = await addConversation(world, company, { sender, text: 'Ma facture ?' });
  await classifyConversationByModel({ companyId: company.id, conversationId: id });
  const { data } = await answerOf(
    await conversations.get(id, '/folder-decisions'),
    200,
    FolderDecisionsOut,
  );
  return data[0]?.ai?.outcome;
};

const wroteTo = async (address: string): Promise<void> => {
  const id = await addConversation(world, company, { sender: address });
  await addMessage(world, company, id, { direction: 'out', sender: 'nous@relais.example' });
};

describe('the mails of one sender', () => {
  test('are not given to the model once they used their part, and the reason is recorded', async () => {
    const host = newHost();
    await called(`eve@${host}`, { calls: 10, tokens: 10_000 });
    expect(await filed(`eve@${host}`)).toBe('sender_limit');
    expect(model.received).toHaveLength(0);
    const [run] = await sql`
      select outcome, error_code, reserved_token_count from ai_runs order by id desc limit 1
    `;
    expect(run).toEqual({
      outcome: 'over_budget',
      error_code: 'sender_limit',
      reserved_token_count: 0,
    });
  });

  test('count with any tag in the address', async () => {
    const host = newHost();
    await called(`eve+a@${host}`, { calls: 5, tokens: 10_000 });
    await called(`eve+b@${host}`, { calls: 5, tokens: 10_000 });
    expect(await filed(`eve+c@${host}`)).toBe('sender_limit');
    expect(await filed(`paul@${host}`)).toBe('filed');
  });

  test.each([
    ['below their part', { calls: 10, tokens: 9_000 }],
    ['a few long ones', { calls: 9, tokens: 20_000 }],
    ['of the day before', { calls: 20, tokens: 10_000, hoursAgo: 25 }],
  ])('%s are given to it', async (_, usage) => {
    const host = newHost();
    await called(`eve@${host}`, usage);
    expect(await filed(`eve@${host}`)).toBe('filed');
  });

  test('are not summed up by themselves beyond their part, but for a person who asks', async () => {
    const { id } = await insertThread(
      world,
      Array.from({ length: 11 }, () => 'Encore'),
    );
    const sender = `eve@${newHost()}`;
    await sql`update conversations set contact_address = ${sender} where id = ${id}`;
    await called(sender, { calls: 10, tokens: 10_000 });
    await summaryActivities.summariseConversation({ companyId: company.id, conversationId: id });
    expect(model.received).toHaveLength(0);
    const summaries = summariesAs(world, company.owner.key);
    expect(await summaries.read(id)).toMatchObject({
      summary: null,
      failure: { outcome: 'over_budget', error_code: 'sender_limit' },
    });
    model.always(() => ({
      content: { points: [], questions: [], promises: [], next_step: null },
    }));
    expect((await summaries.write(id)).summary).not.toBeNull();
  });
});

describe('the mails of a domain', () => {
  const flood = async (host: string): Promise<void> => {
    for (const name of ['a', 'b', 'c']) {
      await called(`${name}@${host}`, { calls: 9, tokens: 10_000 });
    }
  };

  test('of strangers have a part together, with the domains below it', async () => {
    const host = newHost();
    await flood(`mail.${host}`);
    expect(await filed(`d@${host}`)).toBe('sender_limit');
    expect(await filed(`d@autre-${host}`)).toBe('filed');
  });

  test('of somebody to whom a person wrote have their own part', async () => {
    const host = newHost();
    await flood(host);
    await wroteTo(`client@${host}`);
    expect(await filed(`client@${host}`)).toBe('filed');
  });

  test('of a free mail service have none together', async () => {
    await flood('gmail.com');
    expect(await filed('d@gmail.com')).toBe('filed');
  });
});

describe('drafts for strangers', () => {
  const drafted = async (host: string, drafts: number): Promise<void> => {
    const conversationId = await addConversation(world, company, { sender: `a@${host}` });
    const [folder] = await sql`
      select id from inbox_folders where company_id = ${company.id} limit 1
    `;
    await sql`
      with received as (
        insert into messages (
          company_id, conversation_id, channel, direction, sender_address, occurred_at
        )
        select ${company.id}, ${conversationId}, 'email', 'in', 'p' || number || ${`@${host}`}, now()
        from generate_series(1, ${drafts}) as number
        returning id
      )
      insert into auto_replies (
        id, company_id, conversation_id, message_id, folder_id, mode, status
      )
      select gen_random_uuid(), ${company.id}, ${conversationId}, received.id,
        ${Number(folder?.['id'])}, 'validation', 'superseded'
      from received
    `;
  };

  const domainDraftCount = (sender: string): Promise<number> =>
    inCompany(world.deps.database, { companyId: company.id, userId: null }, async (tx) => {
      const domain = await boundDomainOf(tx, sender);
      const now = new Date();
      return (await findReplyHistory(tx, { conversationId: null, sender, domain, now }))
        .domainDraftCount;
    });

  test('are counted by domain', async () => {
    const host = newHost();
    await drafted(host, 7);
    await drafted(`mail.${host}`, 2);
    expect(await domainDraftCount(`z@${host}`)).toBe(9);
    expect(await domainDraftCount(`z@autre-${host}`)).toBe(0);
  });

  test('are not where a person wrote to the sender, nor for a free mail service', async () => {
    const host = newHost();
    await drafted(host, 3);
    await wroteTo(`z@${host}`);
    expect(await domainDraftCount(`z@${host}`)).toBe(0);
    await drafted('gmail.com', 3);
    expect(await domainDraftCount('z@gmail.com')).toBe(0);
  });
});

test.each([
  ['a@mail.client.example', 'client.example'],
  ['a@client.co.uk', 'client.co.uk'],
  ['a@mail.client.co.uk', 'client.co.uk'],
])('%s is of %s', (address, domain) => {
  expect(senderDomainOf(address)).toBe(domain);
});

test('addresses of one person are one', () => {
  expect(withoutTag('bob+shop@example.com')).toBe('bob@example.com');
  expect(withoutTag('bob@example.com')).toBe('bob@example.com');
});

test.each([
  'gmail.com',
  'hotmail.fr',
  'yahoo.co.uk',
  'orange.fr',
  'live.com',
  'gmx.de',
  'djaweb.dz',
])('%s is a free mail service', (domain) => expect(isFreeMail(domain)).toBe(true));
test.each(['client.example', 'gmail.com.mal.example', 'mygmail.com', 'orange.com', 'abj.fr'])(
  '%s is none',
  (domain) => expect(isFreeMail(domain)).toBe(false),
);

test('a small budget allows some calls of each sender', () => {
  const usage = { callCount: 9, tokenCount: DAILY_TOKENS };
  expect(isOverSenderBudget({ sender: usage, domain: null }, 100)).toBe(false);
  expect(isOverSenderBudget({ sender: { ...usage, callCount: 10 }, domain: null }, 100)).toBe(true);
});
