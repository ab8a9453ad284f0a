/**
 * Goal: names that users choose are resolved by their name servers, within bounds, and never end the
 * process. Method: names that need no name server: local ones, and ones that nobody can ask for.
 */
import { expect, test } from 'vitest';
import { createPublicNames } from '../../src/platform/public-names.ts';

const resolve = (hostname: string): Promise<{ code: string | undefined; addresses: string[] }> => {
  const names = createPublicNames();
  return new Promise((done) => {
    names.resolve(hostname, (error, answers) =>
      done({ code: error?.code, addresses: answers.map(({ address }) => address) }),
    );
  });
};

test.each(['localhost', 'LOCALHOST', 'localhost.', 'api.localhost'])(
  '%s is this machine, without a question',
  async (hostname) => {
    expect(await resolve(hostname)).toEqual({
      code: undefined,
      addresses: ['127.0.0.1', '::1'],
    });
  },
);

test.each([`${'a'.repeat(64)}.example.com`, `${'a.'.repeat(200)}example.com`, 'a..example.com'])(
  'a name that can not be asked for has no address: %s',
  async (hostname) => {
    expect(await resolve(hostname)).toEqual({
      code: expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/),
      addresses: [],
    });
  },
);

test('a question under way ends with the client', async () => {
  const names = createPublicNames();
  const answer = new Promise<string | undefined>((done) => {
    names.resolve('name.example.com', (error) => done(error?.code));
  });
  names.cancel();
  expect(await answer).toMatch(/^(?:EAI_AGAIN|ENOTFOUND)$/);
});
