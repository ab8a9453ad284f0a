/**
 * Goal: attempts that hang hold up no other attempt, in one activity and in one worker. Method: the pump and the
 * places of endpoints alone, with attempts that end when the test says.
 */
import { expect, test } from 'vitest';
import { createEndpoints } from '../../src/activities/webhooks/endpoints.ts';
import { pump } from '../../src/activities/webhooks/pump.ts';
import { until } from '../support/until.ts';

const never = new Promise<never>(() => undefined);

test('what does not hang is attempted while a tenth hangs', async () => {
  const items = Array.from({ length: 2_000 }, (_, index) => index);
  const isHanging = (item: number): boolean => item % 10 === 0 && item < 1_000;
  let next = 0;
  let doneCount = 0;
  const releases: (() => void)[] = [];
  const running = pump<number>({
    open: (limit) => {
      const opened = items.slice(next, next + limit);
      next += opened.length;
      return Promise.resolve({ opened, isFull: opened.length === limit, dueMs: [] });
    },
    attempt: async (item) => {
      if (isHanging(item)) await new Promise<void>((resolve) => releases.push(resolve));
      doneCount += 1;
      return null;
    },
  });
  await until('all others are attempted', () => doneCount === 1_900);
  for (const release of releases) release();
  await running;
  expect(doneCount).toBe(2_000);
});

test('what is postponed to different instants is opened while another attempt hangs', async () => {
  const openings = [
    { opened: ['hanging'], isFull: false, dueMs: [10, 400] },
    { opened: ['early'], isFull: false, dueMs: [] },
    { opened: ['late'], isFull: false, dueMs: [] },
  ];
  const attempted: string[] = [];
  let release = (): void => undefined;
  const running = pump<string>({
    open: () => Promise.resolve(openings.shift() ?? { opened: [], isFull: false, dueMs: [] }),
    attempt: async (item) => {
      attempted.push(item);
      if (item === 'hanging') await new Promise<void>((resolve) => (release = resolve));
      return null;
    },
  });
  await until('the late one is attempted', () => attempted.includes('late'));
  expect(attempted).toEqual(['hanging', 'early', 'late']);
  release();
  await running;
});

test('it throws what went wrong, after the other attempts have ended', async () => {
  let endedCount = 0;
  const running = pump<number>({
    open: () => Promise.resolve({ opened: [1, 2, 3], isFull: false, dueMs: [] }),
    attempt: async (item) => {
      await Promise.resolve();
      if (item === 1) throw new Error('inattendu');
      endedCount += 1;
      return null;
    },
  });
  await expect(running).rejects.toThrow('inattendu');
  expect(endedCount).toBe(2);
});

test('an endpoint has 32 attempts under way at most; another one has its own', async () => {
  const endpoints = createEndpoints();
  let startedCount = 0;
  const hang = (): Promise<never> => {
    startedCount += 1;
    return never;
  };
  for (let attempt = 0; attempt < 100; attempt += 1) void endpoints.run(1, hang);
  expect(startedCount).toBe(32);
  expect(endpoints.room(1)).toBe(0);
  expect(endpoints.room(2)).toBeGreaterThan(0);
  expect(await endpoints.run(2, () => Promise.resolve('fait'))).toBe('fait');
});

test('an attempt that gets no place in time is not made', async () => {
  const endpoints = createEndpoints();
  for (let attempt = 0; attempt < 32; attempt += 1) void endpoints.run(1, () => never);
  let isMade = false;
  const waited = await endpoints.run(1, () => {
    isMade = true;
    return Promise.resolve();
  });
  expect([waited, isMade]).toEqual([undefined, false]);
  // It comes back when those under way have timed out.
  expect(endpoints.turnMs(1)).toBeGreaterThan(5_000);
});
