/**
 * Goal: a reclassification that is asked to uses the language model for what no rule took, each conversation once,
 * within the budget, and can be stopped. Method: the api in-process, the activities on real Postgres, and a server on
 * loopback that answers what the test says; the real workflow on the time-skipping server.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createReclassificationActivities,
  type ReclassificationActivities,
} from '../../src/activities/reclassifications.ts';
import { reclassifyWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { reclassifyWorkflow } from '../../src/workflows/reclassifications.ts';
import { refusalOf } from '../support/actions.ts';
import { startAiWorld, type AiWorld } from '../support/ai.ts';
import { addConversation, any, folderOf, foldersAs, text } from '../support/inbox-folders.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';

describe('on real Postgres', () => {
  let world: AiWorld;
  let owner: ReturnType<typeof foldersAs>;
  let activities: ReclassificationActivities;
  let quotes: number;
  let visits: number;
  beforeAll(async () => {
    world = await startAiWorld();
    owner = foldersAs(world, world.company.owner.key);
    activities = createReclassificationActivities(world.deps);
    quotes = (await owner.create('Devis', any(text('subject', 'contains', 'devis')))).id;
    visits = (await owner.create('Visites', null, { ai_description: 'Le client veut une visite.' }))
      .id;
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    const { model, superuser: sql } = world;
    model.always(() => says('f1'));
    model.received.splice(0);
    await sql`delete from ai_budget_days`;
    await sql`delete from ai_settings`;
    await sql`update conversations set deleted_at = now()`;
    await sql`update reclassifications set status = 'failed'`;
  });

  const says = (folder: string | null) => ({
    content: {
      folder,
      confidence: 0.9,
      intent: 'rendez_vous',
      urgency: 'normal',
      language: 'fr',
      words: [],
    },
  });
  const add = (mail: Parameters<typeof addConversation>[2] = { text: 'Une visite ?' }) =>
    addConversation(world, world.company, mail);
  const start = async (): Promise<string> => (await owner.reclassify({ uses_ai: true })).id;
  const inputOf = (id: string) => ({ companyId: world.company.id, reclassificationId: id });
  const rules = (id: string) => activities.reclassifyConversations(inputOf(id));
  const ask = (id: string) => activities.reclassifyByModel(inputOf(id));
  const folder = async (id: number) => (await folderOf(world, id)).folderId;

  test('the rules come first, then the model is asked about the others, the newest first', async () => {
    const first = await add({ text: 'Ancienne visite' });
    const ruled = await add({ subject: 'Un devis', text: 'Bonjour' });
    const last = await add({ text: 'Nouvelle visite' });
    const byHand = await add({ isManual: true });
    const spam = await add({ status: 'spam' });
    const sent = await add({ direction: 'out' });
    const id = await start();
    expect(await rules(id)).toMatchObject({ isDone: false, asksModel: true, status: 'running' });
    expect(await owner.run(id)).toMatchObject({ uses_ai: true, ai_total_count: 2, moved_count: 1 });
    expect(await rules(id)).toMatchObject({ asksModel: true });
    expect(await ask(id)).toMatchObject({ isDone: true, status: 'succeeded' });
    expect(await owner.run(id)).toMatchObject({
      status: 'succeeded',
      ai_asked_count: 2,
      ai_filed_count: 2,
      moved_count: 3,
      ai_outcome: 'done',
    });
    expect([await folder(first), await folder(ruled), await folder(last)]).toEqual([
      visits,
      quotes,
      visits,
    ]);
    expect([await folder(byHand), await folder(spam), await folder(sent)]).toEqual([
      null,
      null,
      null,
    ]);
    const order = world.model.received.map(({ request }) => request.messages[1]?.content ?? '');
    expect(order.map((sentText) => sentText.includes('Nouvelle visite'))).toEqual([true, false]);
    await ask(id);
    expect(world.model.received).toHaveLength(2);
  });

  test('without being asked to, the model is not used', async () => {
    await add();
    const { id } = await owner.reclassify({});
    expect(await rules(id)).toMatchObject({ isDone: true, status: 'succeeded' });
    expect(await owner.run(id)).toMatchObject({ uses_ai: false, ai_outcome: null });
    expect(world.model.received).toEqual([]);
  });

  test('each outcome is recorded, and a conversation stays unfiled if no folder fits', async () => {
    const id = await add();
    world.model.always(() => says(null));
    const run = await start();
    await rules(run);
    await ask(run);
    const rows = await world.superuser`
      select source, folder_id, reason ->> 'outcome' as outcome from folder_decisions
      where conversation_id = ${id}
    `;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { source: 'ai', folder_id: null, outcome: 'none_fits' },
    ]);
    expect(await owner.run(run)).toMatchObject({ ai_asked_count: 1, ai_filed_count: 0 });
  });

  test('over the budget the part of the model ends, and what the rules did stays', async () => {
    const ruled = await add({ subject: 'Un devis' });
    const left = await add();
    await world.ai.change({ daily_token_max: 10 });
    const id = await start();
    await rules(id);
    await ask(id);
    expect(await owner.run(id)).toMatchObject({
      status: 'succeeded',
      ai_total_count: 1,
      ai_asked_count: 0,
      ai_outcome: 'over_budget',
    });
    expect([await folder(ruled), await folder(left)]).toEqual([quotes, null]);
  });

  test('a run that is cancelled while the model thinks records nothing more', async () => {
    const conversation = await add();
    const id = await start();
    await rules(id);
    world.model.always(async () => {
      await owner.send('POST', `reclassifications/${id}/cancel`);
      return says('f1');
    });
    expect(await ask(id)).toMatchObject({ isDone: true, status: 'cancelled' });
    expect(await folder(conversation)).toBeNull();
    expect(await owner.run(id)).toMatchObject({ ai_asked_count: 0, ai_outcome: null });
  });

  test('a second run at once records each conversation once', async () => {
    await add();
    await add();
    const id = await start();
    await rules(id);
    await Promise.all([ask(id), ask(id)]);
    expect(await owner.run(id)).toMatchObject({ ai_asked_count: 2, ai_filed_count: 2 });
    const [row] = await world.superuser`
      select count(*) from folder_decisions where source = 'ai' and conversation_id in (
        select id from conversations where deleted_at is null
      )
    `;
    expect(Number(row?.['count'])).toBe(2);
  });

  test('a model that is down is tried a few times, then the run ends with that', async () => {
    await add();
    world.model.always(() => ({ status: 500 }));
    const id = await start();
    await rules(id);
    const attempt = (number: number) =>
      new MockActivityEnvironment({ attempt: number }, { logger: new DefaultLogger('ERROR') }).run(
        (input: ReturnType<typeof inputOf>) => activities.reclassifyByModel(input),
        inputOf(id),
      );
    await expect(attempt(1)).rejects.toThrow();
    expect((await owner.run(id)).status).toBe('running');
    await attempt(4);
    expect(await owner.run(id)).toMatchObject({ status: 'succeeded', ai_outcome: 'unavailable' });
  });

  test('new rules meanwhile begin a new run, which asks the model too', async () => {
    await add();
    const id = await start();
    await rules(id);
    await owner.create('Autre', any(text('subject', 'contains', 'zzz')));
    const [newest] = await owner.runs();
    expect((await owner.run(id)).status).toBe('superseded');
    expect(newest).toMatchObject({ uses_ai: true, status: 'waiting' });
  });

  test('with one folder alone the model is not used', async () => {
    const answer = await owner.send('POST', 'reclassifications', {
      folder_id: quotes,
      uses_ai: true,
    });
    expect(await refusalOf(answer)).toMatchObject({ code: 'validation_failed', status: 422 });
  });

  test('the preview says how many the model would be asked about, and roughly for what', async () => {
    await add({ subject: 'Un devis' });
    await add();
    await add();
    const { ai } = await owner.preview({});
    expect(ai?.count).toBe(2);
    expect(ai?.token_count).toBeGreaterThan(400);
    expect(ai?.token_count).toBeLessThan(4_000);
    expect(world.model.received).toEqual([]);
    const other = foldersAs(world, world.otherCompany.owner.key);
    expect((await other.preview({})).ai).toBeNull();
  });
});

describe('the run', () => {
  const taskQueue = WORKFLOW_QUEUES.reclassifyWorkflow;
  let environment: TestWorkflowEnvironment;
  let workers: Worker[];
  let runs: Promise<void>[];
  let left: number;
  let calls: string[];

  const result = (more: object) => ({
    status: 'running' as const,
    isDone: false,
    doneCount: 1,
    totalCount: 1,
    ...more,
  });
  const activities: ReclassificationActivities = {
    reclassifyConversations: () => {
      calls.push('rules');
      return Promise.resolve(result({ asksModel: true }));
    },
    reclassifyByModel: () => {
      calls.push('model');
      left -= 1;
      return Promise.resolve(
        left === 0 ? result({ status: 'succeeded', isDone: true }) : result({ asksModel: true }),
      );
    },
    failReclassification: () => Promise.resolve(result({ status: 'failed', isDone: true })),
  };
  beforeAll(async () => {
    environment = await startTimeSkippingServer();
    const workflowBundle = await testWorkflowBundle();
    const connection = environment.nativeConnection;
    workers = [
      await Worker.create({ connection, taskQueue, workflowBundle, activities }),
      await Worker.create({ connection, taskQueue: 'ai', activities }),
    ];
    runs = workers.map((worker) => worker.run());
  });
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
    await environment.teardown();
  });

  test('asks the model until it is done', async () => {
    left = 3;
    calls = [];
    const id = '0198c0de-0000-7000-8000-000000000001';
    const ended = await environment.client.workflow.execute(reclassifyWorkflow, {
      workflowId: reclassifyWorkflowId(id),
      taskQueue,
      args: [{ companyId: 1, reclassificationId: id }],
    });
    expect(ended.status).toBe('succeeded');
    expect(calls).toEqual(['rules', 'model', 'model', 'model']);
  });
});
