/**
 * Goal: no company and no host takes the connections of others. Method: the limits alone.
 */
import { expect, test } from 'vitest';
import { createLimits, type Place } from '../../src/activities/mailboxes/limits.ts';

const requirePlace = (place: Place | undefined): Place => {
  if (place === undefined) throw new Error('there must be a place');
  return place;
};

test('a company that has its share waits, another one does not', async () => {
  const limits = createLimits({ perCompany: 1, perHost: 5, total: 5 });
  const first = requirePlace(await limits.take({ host: 'a', companyId: 1 }));
  const second = limits.take({ host: 'b', companyId: 1 });
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeDefined();
  first.giveBack();
  expect(await second).toBeDefined();
});

test('nobody waits for a host that has its share, and other hosts are free', async () => {
  const limits = createLimits({ perCompany: 5, perHost: 1, total: 2 });
  const a = requirePlace(await limits.take({ host: 'a', companyId: 1 }));
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeUndefined();
  expect(await limits.take({ host: 'b', companyId: 2 })).toBeDefined();
  a.giveBack();
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeDefined();
});

test('a host that hangs has a few places until it answers again', async () => {
  const limits = createLimits({ perCompany: 50 });
  const takeAll = async () => {
    const places: Place[] = [];
    for (let count = 0; count < 30; count += 1) {
      const place = await limits.take({ host: 'a', companyId: 1 });
      if (place !== undefined) places.push(place);
    }
    return places;
  };
  const first = await takeAll();
  expect(first).toHaveLength(20);
  for (const place of first) {
    place.report(false);
    place.giveBack();
  }
  const afterTimeouts = await takeAll();
  expect(afterTimeouts).toHaveLength(3);
  afterTimeouts[0]?.report(true);
  expect(await takeAll()).toHaveLength(17);
});

test('mailboxes that are read whole wait for each other, and others do not wait for them', async () => {
  const limits = createLimits({ whole: 1 });
  const first = requirePlace(await limits.take({ host: 'a', companyId: 1, isWhole: true }));
  const second = limits.take({ host: 'b', companyId: 2, isWhole: true });
  let isStarted = false;
  void second.then(() => (isStarted = true));
  expect(await limits.take({ host: 'a', companyId: 3 })).toBeDefined();
  expect(isStarted).toBe(false);
  first.giveBack();
  expect(await second).toBeDefined();
});

test('nobody waits for ever, and a place that is given back twice is one', async () => {
  const limits = createLimits({ perCompany: 5, perHost: 5, total: 1, waitMs: 1 });
  const place = requirePlace(await limits.take({ host: 'a', companyId: 1 }));
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeUndefined();
  place.giveBack();
  place.giveBack();
  expect(await limits.take({ host: 'a', companyId: 1 })).toBeDefined();
  expect(await limits.take({ host: 'a', companyId: 2 })).toBeUndefined();
});
