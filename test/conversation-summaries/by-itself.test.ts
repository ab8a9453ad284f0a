/**
 * Goal: a long conversation is summed up by itself, seldom, once, and nothing else of the conversation waits for it for
 * long. Method: the activities on real Postgres with a model server that a test scripts; the real workflow on the
 * time-skipping server with fakes of its activities.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConversationSummaryActivities } from '../../src/activities/conversation-summaries.ts';
import { createConversationSummaryActivities } from '../../src/activities/conversation-summaries.ts';
import {
  createConversationActivities,
  type ConversationActivities,
} from '../../src/activities/conversations.ts';
import { conversationWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import {
  conversationChangedSignal,
  conversationWorkflow,
} from '../../src/workflows/conversations.ts';
import { startAiWorld } from '../support/ai.ts';
import { startTestApi } from '../support/api.ts';
import { addMessage, insertThread, summariesAs } from '../support/conversation-summaries.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';

const LONG = Array.from({ length: 11 }, (_, place) => `Message ${place}`);

describe('what it does', async () => {
  const world = await startAiWorld();
  const bare = await startTestApi();
  const { company, model, superuser: sql } = world;
  afterAll(async () => {
    await Promise.all([world.stop(), bare.stop()]);
  });
  beforeEach(() => {
    model.received.length = 0;
    model.always(undefined);
  });

  const owner = summariesAs(world, company.owner.key);
  const { settleConversation } = createConversationActivities(world.deps);
  const activities = createConversationSummaryActivities(world.deps);
  const settle = (conversationId: number) =>
    settleConversation({ companyId: company.id, conversationId });
  const summarise = (conversationId: number) =>
    activities.summariseConversation({ companyId: company.id, conversationId });

  test('a conversation of more than ten messages is to be summed up, once until five more came', async () => {
    const { id } = await insertThread(world, LONG);
    for (const _ of ['first', 'second']) expect(await settle(id)).toEqual(DUE);
    await summarise(id);
    expect(await owner.read(id)).toMatchObject({
      is_stale: false,
      summary: { written_by: null, omitted_message_count: 0 },
    });
    expect(await settle(id)).toEqual({ waitMs: null });
    for (let more = 0; more < 4; more += 1) await addMessage(world, id, 'Encore');
    expect(await settle(id)).toEqual({ waitMs: null });
    expect((await owner.read(id)).is_stale).toBe(true);
    await addMessage(world, id, 'Encore');
    expect(await settle(id)).toEqual(DUE);
  });

  test('a second run of the activity asks no model', async () => {
    const { id } = await insertThread(world, LONG);
    await summarise(id);
    const before = await owner.read(id);
    await summarise(id);
    expect(model.received).toHaveLength(1);
    expect(await owner.read(id)).toEqual(before);
  });

  test.each([
    ['of ten messages', {}, LONG.slice(1), ''],
    ['that is spam', { status: 'spam' }, LONG, ''],
    ['that is a newsletter', { isNewsletter: true }, LONG, ''],
    ['in which somebody writes now', {}, LONG, 'answer_due_at'],
    ['in which nobody wrote today', {}, LONG, 'last_inbound_at'],
  ])('one %s is not', async (_, fields, texts, column) => {
    const { id } = await insertThread(world, texts, fields);
    if (column === 'answer_due_at') {
      await sql`update conversations set answer_due_at = now() + interval '9 seconds' where id = ${id}`;
    } else if (column === 'last_inbound_at') {
      await sql`
        update conversations set last_inbound_at = now() - interval '25 hours' where id = ${id}
      `;
    }
    expect('work' in (await settle(id))).toBe(false);
  });

  test('a company without a model never has one', async () => {
    const { id } = await insertThread(bare, LONG);
    const others = createConversationActivities(bare.deps);
    const input = { companyId: bare.company.id, conversationId: id };
    expect(await others.settleConversation(input)).toEqual({ waitMs: null });
  });

  test('a failure that may pass is stored, and fails the attempt; the next one stores the summary', async () => {
    const { id } = await insertThread(world, LONG);
    model.script({ status: 500 });
    await expect(summarise(id)).rejects.toThrow('ai_unavailable');
    expect(await owner.read(id)).toMatchObject({
      is_being_written: false,
      failure: { outcome: 'unavailable' },
      summary: null,
    });
    expect(await settle(id)).toEqual({ waitMs: null });
    await summarise(id);
    expect(await owner.read(id)).toMatchObject({ failure: null, summary: { written_by: null } });
  });

  test('a failure that does not pass is stored, and ends', async () => {
    const { id } = await insertThread(world, LONG);
    await world.ai.change({ daily_token_max: 0 });
    await summarise(id);
    await world.ai.change({ daily_token_max: 1_000_000 });
    expect(await owner.read(id)).toMatchObject({ failure: { outcome: 'over_budget' } });
    expect(await settle(id)).toEqual({ waitMs: null });
  });

  test('what a person has written now is left to them; what a dead attempt left is taken over', async () => {
    const { id } = await insertThread(world, LONG);
    const claim = (by: number | null) => sql`
      insert into conversation_summaries (
        company_id, conversation_id, claim_id, claimed_by, claimed_until
      )
      values (
        ${company.id}, ${id}, gen_random_uuid(), ${by}, now() + interval '1 minute'
      )
      on conflict (conversation_id, company_id) do update set claimed_by = ${by}
    `;
    await claim(company.owner.id);
    await summarise(id);
    expect(model.received).toEqual([]);
    await claim(null);
    await summarise(id);
    expect((await owner.read(id)).summary).not.toBeNull();
  });

  test('a deleted conversation is left alone', async () => {
    const { id } = await insertThread(world, LONG);
    await sql`update conversations set deleted_at = now() where id = ${id}`;
    expect(await settle(id)).toEqual({ waitMs: null });
    await summarise(id);
    expect(model.received).toEqual([]);
  });
});

const DUE = { waitMs: null, work: 'summarise' };

describe('the run', () => {
  const taskQueue = WORKFLOW_QUEUES.conversationWorkflow;
  let environment: TestWorkflowEnvironment;
  let workers: Worker[];
  let runs: Promise<void>[];
  let isDue: boolean;
  let settledCount: number;
  let summarise: () => Promise<void>;

  const activities: ConversationActivities & ConversationSummaryActivities = {
    settleConversation: () => {
      settledCount += 1;
      return Promise.resolve(isDue ? { waitMs: null, work: 'summarise' } : { waitMs: null });
    },
    summariseConversation: () => summarise(),
  };

  beforeAll(async () => {
    environment = await startTimeSkippingServer();
    const connection = environment.nativeConnection;
    workers = [
      await Worker.create({
        connection,
        taskQueue,
        workflowBundle: await testWorkflowBundle(),
        activities,
      }),
      await Worker.create({ connection, taskQueue: 'ai', activities }),
    ];
    runs = workers.map((worker) => worker.run());
  });
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
    await environment.teardown();
  });
  beforeEach(() => {
    isDue = true;
    settledCount = 0;
  });

  let last = 0;
  const start = () => {
    last += 1;
    return environment.client.workflow.signalWithStart(conversationWorkflow, {
      workflowId: conversationWorkflowId(last),
      taskQueue,
      args: [{ companyId: 1, conversationId: last }],
      signal: conversationChangedSignal,
    });
  };

  test('has the conversation summed up, looks again, and ends', async () => {
    let count = 0;
    summarise = () => {
      count += 1;
      isDue = false;
      return Promise.resolve();
    };
    await (await start()).result();
    expect(count).toBe(1);
    expect(settledCount).toBeGreaterThan(1);
  });

  test('tries three times at most, and goes on without it', async () => {
    let count = 0;
    summarise = () => {
      count += 1;
      throw ApplicationFailure.create({ message: 'ai_unavailable' });
    };
    await (await start()).result();
    expect(count).toBe(3);
  });

  test('asks once although it stays due, until something changes', async () => {
    let count = 0;
    summarise = () => {
      count += 1;
      return Promise.resolve();
    };
    await (await start()).result();
    expect(count).toBe(1);
    expect(settledCount).toBeLessThan(5);
  });
});
