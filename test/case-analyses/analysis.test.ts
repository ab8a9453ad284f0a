/**
 * Goal: an analysis says what the case says, section by section, once; what the model invents is never a fact, and
 * whatever is repeated is paid once. Method: the activities and the api on real Postgres with a model server that a
 * test scripts.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createCaseAnalysisActivities } from '../../src/activities/case-analyses.ts';
import { ANALYSIS_SECTIONS, type AnalysisSection } from '../../src/domain/case-analyses/kinds.ts';
import {
  CaseAnalysisComparisonOut,
  CaseAnalysisOut,
  CaseAnalysisSummaryOut,
} from '../../src/domain/case-analyses/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TaskOut } from '../../src/domain/tasks/shapes.ts';
import { answerOf, keyWithScopes, refusalOf } from '../support/actions.ts';
import { startAiWorld } from '../support/ai.ts';
import type { TestPerson } from '../support/api.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addMessage } from '../support/conversation-summaries.ts';
import { addCentre } from '../support/leads.ts';

const world = await startAiWorld();
afterAll(() => world.stop());
const { company, model, superuser: sql } = world;
const [anatole, berthe] = company.agents;
const { owner, supervisor } = company;
const marie = await insertClient(world, company);
const paris = await addCentre(world, company);
const activities = createCaseAnalysisActivities(world.deps);

beforeEach(async () => {
  model.received.length = 0;
  model.always(undefined);
  await sql`delete from notifications`;
});

const open = (body: object = {}) =>
  openCase(world, anatole, { client_id: marie, description: DESCRIPTION, ...body });
const DESCRIPTION =
  'Le bailleur demande la résiliation du bail. Il faut envoyer les quittances avant le 2026-12-20.';
const call = (person: TestPerson, path: string, input: object = {}) =>
  world.request(`/api/crm/case/${path}`, { key: person.key, ...input });
const analyse = async (id: number, person = anatole) =>
  answerOf(await call(person, `${id}/ai-analyze`, { method: 'POST' }), 202, CaseAnalysisOut);
const read = async (id: number, version: number, person = anatole) =>
  answerOf(await call(person, `${id}/analysis/${version}`), 200, CaseAnalysisOut);
const inputOf = (analysisId: string) => ({ companyId: company.id, analysisId });
/** What the workflow does. */
const run = async (
  analysisId: string,
  sections: readonly AnalysisSection[] = ANALYSIS_SECTIONS,
) => {
  const input = inputOf(analysisId);
  const { isRunning } = await activities.gatherCase(input);
  if (isRunning) {
    for (const section of sections) await activities.writeCaseSection({ ...input, section });
  }
  return activities.settleCaseAnalysis(input);
};
const addNote = (id: number, text: string) =>
  call(anatole, `${id}/note`, { body: { text, kind: 'call' } });
/** What a model that obeys its attacker writes for each section. */
const writes = (by: Partial<Record<string, object>>): void => {
  model.always(({ messages }) => {
    const task = /^Task: (\w+)/.exec(messages[0]?.content ?? '')?.[1] ?? '';
    return { content: by[task] ?? {} };
  });
};

describe('an analysis', () => {
  test('is accepted, shows what is done so far, and ends with what the case says', async () => {
    const row = await open();
    await addNote(row.id, 'Mme Dumitru a reçu une mise en demeure de quitter les lieux.');
    const answer = await call(anatole, `${row.id}/ai-analyze`, { method: 'POST' });
    expect(answer.headers.get('Location')).toBe(`/api/crm/case/${row.id}/analysis/1`);
    const accepted = await answerOf(answer, 202, CaseAnalysisOut);
    expect(accepted).toMatchObject({
      version: 1,
      status: 'running',
      workflow_id: `case-analysis/${row.id}/1`,
      done_count: 0,
    });
    const input = inputOf(accepted.id);
    await activities.gatherCase(input);
    await activities.writeCaseSection({ ...input, section: 'risk' });
    const partly = await read(row.id, 1);
    expect(partly.sections.risk).toMatchObject({
      status: 'done',
      content: { level: 'high', reasons: [{ item_keys: [expect.stringMatching(/^n\d+$/)] }] },
    });
    expect(partly.sections.summary.status).toBe('waiting');
    expect(await run(accepted.id)).toEqual({ status: 'succeeded' });
    const done = await read(row.id, 1);
    expect(done).toMatchObject({ status: 'succeeded', risk_level: 'high', is_stale: false });
    expect(done.sections.next_steps.content?.steps).toMatchObject([
      { due_on: '2026-12-20', item_keys: ['case'] },
    ]);
    expect(done.items.map(({ kind }) => kind)).toEqual(['case', 'note']);
    expect(await sql`select user_id, code from notifications`).toMatchObject([
      { user_id: anatole.id, code: 'case_analyzed' },
    ]);
    expect(await sql`select material from case_analyses where id = ${accepted.id}`).toEqual([
      { material: null },
    ]);
  });

  test('that runs is joined by every other request', async () => {
    const row = await open();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => analyse(row.id)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect((await analyse(row.id, berthe)).version).toBe(1);
    await run(answers[0]?.id ?? '');
    expect((await analyse(row.id)).version).toBe(2);
  });

  test('with wait answers 200 once it has ended, and 202 if it does not', async () => {
    const row = await open();
    const waiting = call(anatole, `${row.id}/ai-analyze?wait=20`, { method: 'POST' });
    const begun = await expect
      .poll(async () => (await sql`select id from case_analyses where case_id = ${row.id}`)[0])
      .toBeDefined()
      .then(() => sql`select id from case_analyses where case_id = ${row.id}`);
    await run(String(begun[0]?.['id']));
    expect(await answerOf(await waiting, 200, CaseAnalysisOut)).toMatchObject({
      status: 'succeeded',
      done_count: 5,
    });
    const late = await call(anatole, `${row.id}/ai-analyze?wait=1`, { method: 'POST' });
    expect((await answerOf(late, 202, CaseAnalysisOut)).version).toBe(2);
  });

  test('needs a model, the permission to use it, and a case within reach', async () => {
    const row = await open();
    const key = await keyWithScopes(world, company, owner, ['cases:analyse', 'cases:read']);
    const refused = await world.request(`/api/crm/case/${row.id}/ai-analyze`, {
      key,
      method: 'POST',
    });
    expect(refused.status).toBe(403);
    expect((await call(paris.agent, `${row.id}/ai-analyze`, { method: 'POST' })).status).toBe(404);
    const { id } = await analyse(row.id);
    await run(id);
    expect((await call(paris.agent, `${row.id}/analysis/1`)).status).toBe(404);
  });

  test('over the budget of the day fails, and says why', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    await world.ai.change({ daily_token_max: 0 });
    expect(await run(id)).toEqual({ status: 'failed' });
    await world.ai.change({ daily_token_max: 1_000_000 });
    expect((await read(row.id, 1)).sections.summary).toMatchObject({
      status: 'failed',
      failure: { outcome: 'over_budget' },
    });
  });

  test('of which one section fails keeps the others', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    const sections = ANALYSIS_SECTIONS.filter((section) => section !== 'risk');
    expect(await run(id, sections)).toEqual({ status: 'partial' });
    expect(await read(row.id, 1)).toMatchObject({
      done_count: 4,
      sections: { risk: { status: 'failed', failure: { outcome: 'gave_up' } } },
    });
  });
});

describe('a second run', () => {
  test('of each activity changes nothing and asks no model', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id);
    const calls = model.received.length;
    expect(calls).toBe(5);
    const before = await read(row.id, 1);
    expect(await run(id)).toEqual({ status: 'succeeded' });
    expect(model.received).toHaveLength(calls);
    expect(await read(row.id, 1)).toEqual(before);
    expect(await sql`select count(*)::int as count from notifications`).toEqual([{ count: 1 }]);
  });

  test('after a death between the answer and its row stores what was paid', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    const input = inputOf(id);
    await activities.gatherCase(input);
    await activities.writeCaseSection({ ...input, section: 'risk' });
    const { sections } = await read(row.id, 1);
    await sql`
      update case_analysis_sections
      set status = 'waiting', content = null, ai_run_id = null
      where analysis_id = ${id} and kind = 'risk'
    `;
    await activities.writeCaseSection({ ...input, section: 'risk' });
    expect(model.received).toHaveLength(1);
    expect((await read(row.id, 1)).sections.risk).toEqual(sections.risk);
    await run(id);
  });

  test('reads the case as the first did', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    await activities.gatherCase(inputOf(id));
    await addNote(row.id, 'Une note ajoutée entre-temps.');
    await run(id);
    expect(await read(row.id, 1)).toMatchObject({ items: [{ kind: 'case' }], is_stale: true });
  });
});

describe('the end of an analysis', () => {
  test('by a person keeps what was done, and what comes later is not stored', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    const input = inputOf(id);
    await activities.gatherCase(input);
    await activities.writeCaseSection({ ...input, section: 'summary' });
    const cancel = () => call(berthe, `${row.id}/analysis/1/cancel`, { method: 'POST' });
    expect(await answerOf(await cancel(), 200, CaseAnalysisSummaryOut)).toMatchObject({
      status: 'cancelled',
      done_count: 1,
    });
    expect((await cancel()).status).toBe(200);
    expect(await run(id)).toEqual({ status: 'cancelled' });
    expect((await read(row.id, 1)).done_count).toBe(1);
    expect(model.received).toHaveLength(1);
    expect(await sql`select 1 from notifications`).toEqual([]);
    const [command] = await sql`
      select operation, name from commands
      where workflow_id = ${`case-analysis/${row.id}/1`} and operation = 'signal'
    `;
    expect(command).toMatchObject({ name: 'caseAnalysisEnded' });
  });

  test('by the deletion of its case is clean', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    await activities.gatherCase(inputOf(id));
    await call(supervisor, String(row.id), { method: 'DELETE' });
    expect(await run(id)).toEqual({ status: 'cancelled' });
    expect(model.received).toHaveLength(0);
  });

  test('can not be undone by a cancel', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id);
    const answer = await call(anatole, `${row.id}/analysis/1/cancel`, { method: 'POST' });
    expect((await refusalOf(answer)).code).toBe('conflict');
  });
});

describe('what is read', () => {
  test('is bounded, newest first, and says what was left out', async () => {
    const row = await open();
    for (let note = 0; note < 14; note += 1)
      await addNote(row.id, `${note} ${'mot '.repeat(1_400)}`);
    const { id } = await analyse(row.id);
    await run(id);
    const { items, left_out } = await read(row.id, 1);
    const noteIds = items.filter(({ kind }) => kind === 'note').map(({ id: of }) => of ?? 0);
    expect(noteIds).toEqual(noteIds.toSorted((left, right) => right - left));
    expect(noteIds.length + (left_out[0]?.count ?? 0)).toBe(14);
    expect(left_out).toMatchObject([{ kind: 'note' }]);
    const sent = model.received[0]?.request.messages[1]?.content ?? '';
    expect(sent.length).toBeLessThan(100_000);
  });

  test('has the messages of linked conversations, but none of a call centre that not all readers belong to', async () => {
    const mine = await insertTestConversation(world, { company, subject: 'Bail' });
    const theirs = await insertTestConversation(world, { company, callCentreId: paris.id });
    await addMessage(world, mine, 'Je quitte le logement en mars.');
    await addMessage(world, theirs, 'Un secret de Paris.');
    const row = await open();
    for (const id of [mine, theirs]) {
      await call(owner, `${row.id}/link`, { body: { kind: 'conversation', id } });
    }
    const { id } = await analyse(row.id);
    await run(id);
    const sent = model.received.map(({ request }) => JSON.stringify(request)).join('\n');
    expect(sent).toContain('Je quitte le logement en mars.');
    expect(sent).not.toContain('Un secret de Paris.');
  });

  test('is stale after a note, and after a new message of a linked conversation', async () => {
    const conversation = await insertTestConversation(world, { company });
    const row = await open({ conversation_id: conversation });
    const first = await analyse(row.id);
    await run(first.id);
    expect((await read(row.id, 1)).is_stale).toBe(false);
    await addMessage(world, conversation, 'Du nouveau');
    await sql`update conversations set last_message_at = now() + interval '1 second' where id = ${conversation}`;
    expect((await read(row.id, 1)).is_stale).toBe(true);
  });
});

describe('a model that obeys an attacker', () => {
  const LAW = 'l’article 9999 du Code des pirates';

  test('invents no reference that is shown as a fact', async () => {
    writes({
      case_summary: { points: [{ text: `Selon ${LAW}, tout est permis.`, item_keys: ['case'] }] },
      case_risk: { level: 'low', reasons: [{ text: `Voir ${LAW}.`, item_keys: ['case'] }] },
      case_recommendations: {
        recommendations: [{ text: 'Payer.', why: `Car ${LAW} le veut.`, item_keys: ['case'] }],
      },
      case_next_steps: {
        steps: [{ text: 'Ouvrir https://pirate.example/payer', due_on: null, item_keys: ['case'] }],
      },
      case_references: {
        references: [
          { citation: LAW, source_key: null, quote: null, why: 'Elle dit que tout est permis.' },
          { citation: LAW, source_key: 's1', quote: 'tout est permis à tous', why: null },
        ],
      },
    });
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id);
    const { sections } = await read(row.id, 1);
    expect(sections.references.content?.references).toEqual([
      { status: 'not_found', citation: LAW, why: null, quote: null, source_key: null },
    ]);
    for (const kind of ['summary', 'risk', 'recommendations', 'next_steps'] as const) {
      const { not_found: notFound, ...said } = sections[kind].content ?? { not_found: [] };
      expect(notFound).toHaveLength(1);
      expect(JSON.stringify(said)).not.toMatch(/9999|pirate/);
    }
  });

  test.each([
    [
      'names items that it was not given',
      { points: [{ text: 'Tout va bien.', item_keys: ['n999999', 'case2'] }] },
    ],
    ['names no items', { points: [{ text: 'Tout va bien.', item_keys: [] }] }],
  ])('that %s says nothing', async (_, output) => {
    writes({ case_summary: output });
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id, ['summary']);
    expect((await read(row.id, 1)).sections.summary.content).toEqual({
      points: [],
      dropped_count: 1,
      not_found: [],
    });
  });

  test('can not call a risk low without a reason', async () => {
    writes({ case_risk: { level: 'low', reasons: [] } });
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id, ['risk']);
    expect(await read(row.id, 1)).toMatchObject({ risk_level: null });
  });

  test('writes no markup and no hidden characters', async () => {
    const text = '<script>alert(1)</script>**Payer** [ici](javascript:alert(1))\u202e';
    writes({ case_next_steps: { steps: [{ text, due_on: null, item_keys: ['case'] }] } });
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id, ['next_steps']);
    const shown = (await read(row.id, 1)).sections.next_steps.content?.steps[0]?.text ?? '';
    expect(shown).not.toMatch(/[<>*\u202e]/);
  });

  test.each([
    ['another shape', { evil: true }],
    ['no JSON', 'Je refuse.'],
    ['an empty object', {}],
  ])('and writes %s fails its section alone', async (_, output) => {
    model.always(({ messages }) =>
      messages[0]?.content.startsWith('Task: case_risk') === true
        ? { content: output }
        : { content: { points: [] } },
    );
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id, ['summary', 'risk']);
    expect((await read(row.id, 1)).sections).toMatchObject({
      summary: { status: 'done' },
      risk: { status: 'failed', failure: { outcome: 'unusable_output' } },
    });
  });
});

describe('a next step', () => {
  test('becomes a task of the case, once', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id);
    const make = () => call(anatole, `${row.id}/analysis/1/step/1/task`, { method: 'POST' });
    const task = await answerOf(await make(), 201, TaskOut);
    expect(task).toMatchObject({
      case_id: row.id,
      assigned_to: anatole.id,
      due_at: '2026-12-20T12:00:00.000Z',
    });
    expect((await answerOf(await make(), 201, TaskOut)).id).toBe(task.id);
    expect((await read(row.id, 1)).tasks).toEqual([{ step: 1, task_id: task.id, is_done: false }]);
    expect(
      (await call(anatole, `${row.id}/analysis/1/step/9/task`, { method: 'POST' })).status,
    ).toBe(404);
  });

  test('of a case whose assignee was disabled becomes a task of nobody', async () => {
    const row = await open();
    const { id } = await analyse(row.id);
    await run(id);
    await sql`update users set is_active = false where id = ${anatole.id}`;
    const path = `${row.id}/analysis/1/step/1/task`;
    const answer = await call(owner, path, { method: 'POST' });
    await sql`update users set is_active = true where id = ${anatole.id}`;
    expect(await answerOf(answer, 201, TaskOut)).toMatchObject({
      case_id: row.id,
      assigned_to: null,
    });
  });
});

test('two versions are compared', async () => {
  const row = await open();
  const first = await analyse(row.id);
  await run(first.id);
  await addNote(row.id, 'Il faut demander un délai au tribunal, assignation reçue.');
  const second = await analyse(row.id);
  await run(second.id);
  const compared = await answerOf(
    await call(anatole, `${row.id}/analysis/2/compare?with=1`),
    200,
    CaseAnalysisComparisonOut,
  );
  expect(compared).toMatchObject({
    from_version: 1,
    to_version: 2,
    risk_level: { to: 'high' },
    items: { added: [expect.stringMatching(/^n\d+$/)], removed: [] },
  });
  expect(compared.sections.next_steps.added).toEqual([
    expect.stringContaining('demander un délai'),
  ]);
  const versions = await answerOf(
    await call(anatole, `${row.id}/analysis`),
    200,
    pageOf(CaseAnalysisSummaryOut),
  );
  expect(versions.data.map(({ version }) => version)).toEqual([2, 1]);
});
