/**
 * Goal: the counts of the home page's chart: by day, within the reader's reach.
 * Method: the whole api in-process on real Postgres; the instants of actions are moved by the superuser.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ActionStatisticsOut } from '../../src/domain/actions/statistics.ts';
import {
  answerOf,
  createAction,
  createEntity,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';

let api: ActionWorld;

beforeAll(async () => {
  api = await startActionWorld();
  await createEntity(api, api.company.owner.key);
});
afterAll(() => api.stop());

const statistics = async (key: string, query = '') =>
  answerOf(
    await api.request(`/api/v1/actions/statistics${query}`, { key }),
    200,
    ActionStatisticsOut,
  );

const totalOf = ({ days }: { days: { counts: Partial<Record<string, number>> }[] }): number =>
  days.flatMap(({ counts }) => Object.values(counts)).reduce<number>((sum, n) => sum + (n ?? 0), 0);

describe('GET /api/v1/actions/statistics', () => {
  test('gives every day of the window, the empty ones too, oldest first', async () => {
    const { days } = await statistics(api.otherCompany.owner.key, '?days=5');
    expect(days).toHaveLength(5);
    expect(days.at(-1)?.day).toBe(new Date().toISOString().slice(0, 10));
    expect(days.map(({ day }) => day)).toEqual(days.map(({ day }) => day).toSorted());
    expect(days.every(({ counts }) => Object.keys(counts).length === 0)).toBe(true);
  });

  test('counts an agent’s own actions, a centre’s for a supervisor, a company’s for an owner', async () => {
    const [agent, otherAgent] = api.company.agents;
    await createAction(api, agent);
    await createAction(api, otherAgent);
    const today = (all: Awaited<ReturnType<typeof statistics>>) => all.days.at(-1)?.counts;
    expect(today(await statistics(agent.key))).toEqual({ accepted: 1 });
    expect(today(await statistics(api.company.supervisor.key))).toEqual({ accepted: 2 });
    expect(today(await statistics(api.company.owner.key))).toEqual({ accepted: 2 });
    expect(totalOf(await statistics(api.otherCompany.owner.key))).toBe(0);
  });

  test('a day begins at midnight of the given time zone, and older actions are left out', async () => {
    const owner = api.company.owner;
    const { id } = await createAction(api, owner);
    const move = (at: string) =>
      api.superuser`update actions set created_at = ${at}::timestamptz where id = ${id}::uuid`;
    const evening = new Date();
    evening.setUTCHours(0, 0, 0, 0);
    // Half an hour before midnight in Greenwich is the next day in Auckland already.
    await move(new Date(evening.getTime() - 30 * 60_000).toISOString());
    const countOn = async (query: string, day: string) => {
      const { days } = await statistics(owner.key, query);
      const found = days.find((candidate) => candidate.day === day);
      return Object.values(found?.counts ?? {}).reduce((sum, count) => sum + count, 0);
    };
    const yesterday = new Date(evening.getTime() - 1).toISOString().slice(0, 10);
    const today = evening.toISOString().slice(0, 10);
    const todayBefore = await countOn('?days=3', today);
    expect(await countOn('?days=3', yesterday)).toBe(1);
    expect(await countOn('?days=3&time_zone=Pacific/Auckland', yesterday)).toBe(0);
    await move(new Date(evening.getTime() - 3 * 24 * 3600_000).toISOString());
    expect(totalOf(await statistics(owner.key, '?days=2'))).toBe(todayBefore);
  });

  test('an unknown time zone is refused with the field’s name', async () => {
    const answer = await api.request('/api/v1/actions/statistics?time_zone=Mars/Olympus', {
      key: api.company.owner.key,
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('time_zone');
  });
});
