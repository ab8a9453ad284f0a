/**
 * Goal: the schedule of attempts and the circuit of an endpoint follow their rules. Method: the pure functions,
 * with instants of the test's own.
 */
import { describe, expect, test } from 'vitest';
import {
  HEALTHY,
  nextHealth,
  type Health,
  type Outcomes,
} from '../../src/domain/webhooks/delivery/circuit.ts';
import { nextAttemptAt } from '../../src/domain/webhooks/delivery/schedule.ts';
import { classOfCode, classOfStatus } from '../../src/domain/webhooks/error-classes.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const delaySeconds = (attemptCount: number, retryAfter?: string, random = 0.5): number =>
  (nextAttemptAt({ attemptCount, endedAt: NOW, retryAfter, random }).getTime() - NOW.getTime()) /
  1000;

describe('the schedule', () => {
  test('is 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h, then 10 h', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => delaySeconds(count))).toEqual([
      5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000, 36_000,
    ]);
  });

  test('varies by 20 % at most', () => {
    expect(delaySeconds(2, undefined, 0)).toBe(240);
    expect(delaySeconds(2, undefined, 0.999_999)).toBeCloseTo(360, 2);
  });

  test.each([
    ['1', 300],
    ['450', 450],
    ['86400', 600],
    ['Sun, 01 Mar 2026 10:07:00 GMT', 420],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 300],
    ['Sun, 08 Mar 2026 10:00:00 GMT', 600],
  ])('Retry-After %s of the second attempt is honoured between 300 and 600 s', (value, seconds) => {
    expect(delaySeconds(2, value)).toBe(seconds);
  });

  test.each(['', '-5', '1.5', 'demain', '2026-03-01', '99999999999'])(
    'Retry-After %j is ignored',
    (value) => {
      expect(delaySeconds(2, value)).toBe(300);
    },
  );
});

const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const outcomes = (fields: Partial<Outcomes>): Outcomes => ({
  successCount: 0,
  failureCount: 1,
  isProbe: false,
  isAsked: false,
  now: NOW,
  recent: { attemptCount: 0, failureCount: 0 },
  ...fields,
});
const opened = (fields: Partial<Health> = {}): Health => ({
  ...HEALTHY,
  circuit: 'open',
  probe_at: ago(0),
  probe_delay_seconds: 30,
  failing_since: ago(60),
  failure_notified_at: ago(60),
  ...fields,
});

describe('the circuit', () => {
  test.each([
    [9, 9, 'closed'],
    [10, 6, 'closed'],
    [10, 7, 'open'],
    [1_000, 700, 'open'],
  ])('of %i attempts with %i failures is %s', (attemptCount, failureCount, circuit) => {
    const recent = { attemptCount, failureCount };
    expect(nextHealth(HEALTHY, outcomes({ recent })).health.circuit).toBe(circuit);
  });

  test('opens with a notice and a probe after 30 s', () => {
    const { health, notice } = nextHealth(
      HEALTHY,
      outcomes({ recent: { attemptCount: 10, failureCount: 10 } }),
    );
    expect(notice).toBe('failing');
    expect(health.probe_at).toEqual(new Date(NOW.getTime() + 30_000));
  });

  test('waits twice as long after each probe that fails, ten minutes at most, without a notice', () => {
    let health = opened();
    const delays = Array.from({ length: 6 }, () => {
      const next = nextHealth(health, outcomes({ isProbe: true }));
      expect(next.notice).toBeNull();
      ({ health } = next);
      return health.probe_delay_seconds;
    });
    expect(delays).toEqual([60, 120, 240, 480, 600, 600]);
  });

  test('is closed by a probe that succeeds, with a notice', () => {
    const { health, notice } = nextHealth(
      opened(),
      outcomes({ isProbe: true, successCount: 1, failureCount: 0 }),
    );
    expect(notice).toBe('recovered');
    expect(health).toMatchObject({
      circuit: 'closed',
      failing_since: null,
      failure_notified_at: null,
    });
  });

  test('stays as it is after a probe that a user asked for and that fails', () => {
    const before = opened({ probe_at: ago(-20), probe_delay_seconds: 240 });
    const { health, notice } = nextHealth(before, outcomes({ isProbe: true, isAsked: true }));
    expect(health).toEqual(before);
    expect(notice).toBeNull();
  });

  test('stays open after an attempt that began before it opened, whatever came of it', () => {
    for (const successCount of [0, 1]) {
      const before = opened();
      const { health } = nextHealth(before, outcomes({ successCount }));
      expect(health).toMatchObject({ circuit: 'open', probe_at: before.probe_at });
    }
  });

  test('that opens again within an hour tells its owner only if it stays open', () => {
    const recovered: Health = { ...HEALTHY, closed_at: ago(600) };
    const recent = { attemptCount: 10, failureCount: 10 };
    let { health, notice } = nextHealth(recovered, outcomes({ recent }));
    const notices = [notice];
    for (let probe = 0; probe < 4; probe += 1) {
      ({ health, notice } = nextHealth(health, outcomes({ isProbe: true })));
      notices.push(notice);
    }
    expect(notices).toEqual([null, null, null, 'failing', null]);
  });

  test('gives up after 120 h of nothing but failures', () => {
    const since = (hours: number): Health => ({ ...HEALTHY, failing_since: ago(hours * 3_600) });
    expect(nextHealth(since(119.9), outcomes({})).isGivenUp).toBe(false);
    expect(nextHealth(since(120), outcomes({})).isGivenUp).toBe(true);
    expect(nextHealth(since(120), outcomes({ successCount: 1 })).isGivenUp).toBe(false);
  });
});

test.each([
  [200, null],
  [204, null],
  [301, 'redirect'],
  [404, 'http_4xx'],
  [410, 'http_4xx'],
  [503, 'http_5xx'],
  [999, 'invalid_response'],
])('the class of status %i is %s', (status, wanted) => {
  expect(classOfStatus(status)).toBe(wanted);
});

test.each([
  ['ENOTFOUND', 'dns'],
  ['ECONNREFUSED', 'connection_refused'],
  ['ECONNRESET', 'connection_reset'],
  ['UND_ERR_SOCKET', 'connection_reset'],
  ['HPE_INVALID_CONSTANT', 'invalid_response'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['EHOSTUNREACH', 'unreachable'],
  ['constructor', 'unreachable'],
])('the class of %s is %s', (code, wanted) => {
  expect(classOfCode(code)).toBe(wanted);
});
