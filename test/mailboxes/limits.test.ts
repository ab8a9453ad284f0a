/**
 * Goal: no company and no host takes the connections of others. Method: the limits alone.
 */
import { expect, test } from 'vitest';
import { createLimits } from '../../src/activities/mailboxes/limits.ts';

const requirePlace = (place: (() => void) | undefined): (() => void) => {
  if (place === undefined) throw new Error('there must be a place');
  return place;
};

test('a company that has its share waits, another one does not', async () => {
  const limits = createLimits({ perCompany: 1, perHost: 5, total: 5 });
  const first = requirePlace(await limits.take({ host: 'a', companyId: 1 }));
  const second = limits.take({ host: 'b', companyId: 1 });
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeDefined();
  first();
  expect(await second).toBeDefined();
});

test('a host that has its share waits, and the first that can start is started', async () => {
  const limits = createLimits({ perCompany: 5, perHost: 1, total: 2 });
  const a = requirePlace(await limits.take({ host: 'a', companyId: 1 }));
  const b = requirePlace(await limits.take({ host: 'b', companyId: 1 }));
  const order: string[] = [];
  const wait = async (host: string): Promise<void> => {
    await limits.take({ host, companyId: 2 });
    order.push(host);
  };
  const waiting = [wait('a'), wait('b')];
  b();
  await waiting[1];
  a();
  await waiting[0];
  expect(order).toEqual(['b', 'a']);
});

test('mailboxes that are read whole wait for each other, and others do not wait for them', async () => {
  const limits = createLimits({ whole: 1 });
  const first = requirePlace(await limits.take({ host: 'a', companyId: 1, isWhole: true }));
  const second = limits.take({ host: 'b', companyId: 2, isWhole: true });
  let isStarted = false;
  void second.then(() => (isStarted = true));
  expect(await limits.take({ host: 'a', companyId: 3 })).toBeDefined();
  expect(isStarted).toBe(false);
  first();
  expect(await second).toBeDefined();
});

test('nobody waits for ever, and a place that is given back twice is one', async () => {
  const limits = createLimits({ perCompany: 5, perHost: 5, total: 1, waitMs: 1 });
  const place = requirePlace(await limits.take({ host: 'a', companyId: 1 }));
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeUndefined();
  place();
  place();
  expect(await limits.take({ host: 'a', companyId: 1 })).toBeDefined();
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeUndefined();
});
