/** Goal: operators see warnings of the SDK, and none about what is meant to be. Method: the logger with a log that keeps lines. */
import { expect, test } from 'vitest';
import { sdkLogger } from '../../src/workers/temporal.ts';

const ON_PURPOSE = 'No workflows registered, not polling for workflow tasks';

test.each([
  ['WARN', ON_PURPOSE, 'debug'],
  ['WARN', 'Worker can not be reached', 'warn'],
  ['ERROR', 'Worker failed', 'error'],
  ['INFO', 'Worker state changed', 'debug'],
])('a line of level %s, %j, is logged as %s', (level, message, expected) => {
  const lines: string[] = [];
  const keep =
    (name: string) =>
    (_: object, text?: string): void =>
      void lines.push(`${name}: ${text}`);
  const logger = sdkLogger({
    trace: keep('trace'),
    debug: keep('debug'),
    warn: keep('warn'),
    error: keep('error'),
  });
  logger.log(level, message);
  expect(lines).toEqual([`${expected}: ${message}`]);
});
