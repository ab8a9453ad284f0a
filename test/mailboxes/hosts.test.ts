/**
 * Goal: no mail server is reached at an address that is not public. Method: the lookup with a resolver that answers
 * what the corpus of attacks says.
 */
import { describe, expect, test } from 'vitest';
import { isAllowedMailServer, parseMailHost } from '../../src/domain/mailboxes/servers.ts';
import { resolveMailHost } from '../../src/platform/mail-hosts.ts';
import type { Resolve } from '../../src/platform/public-names.ts';
import { PUBLIC_ANSWER, REFUSED_URLS } from '../support/ssrf-corpus.ts';

const answering =
  (addresses: readonly string[]): Resolve =>
  (_, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const refused = REFUSED_URLS.flatMap(({ url, answers }) => {
  const host = URL.parse(url.replaceAll('PORT', '993'))?.hostname;
  // What is refused for its port or protocol alone has a public host.
  return host === undefined || (answers === undefined && /^[a-z.-]*example\.com$/.test(host))
    ? []
    : [[host, answers?.[0] ?? [PUBLIC_ANSWER]] as const];
});

describe('the lookup of a mail server', () => {
  test.each(refused)('refuses %s with the addresses %j', async (host, addresses) => {
    const lookup = resolveMailHost(host, { allowLoopback: false, resolve: answering(addresses) });
    await expect(lookup).rejects.toMatchObject({ code: 'egress_refused' });
  });

  test('refuses a name if one of its addresses is private', async () => {
    const resolve = answering([PUBLIC_ANSWER, '10.0.0.1']);
    await expect(
      resolveMailHost('imap.example.com', { allowLoopback: false, resolve }),
    ).rejects.toMatchObject({ code: 'egress_refused' });
  });

  test('gives the checked address, and the name for TLS', async () => {
    const options = { allowLoopback: false, resolve: answering([PUBLIC_ANSWER]) };
    expect(await resolveMailHost('IMAP.example.com.', options)).toEqual({
      address: PUBLIC_ANSWER,
      servername: 'imap.example.com',
    });
    expect(await resolveMailHost(PUBLIC_ANSWER, options)).toEqual({
      address: PUBLIC_ANSWER,
      servername: '',
    });
  });

  test('reaches this machine only where that is allowed', async () => {
    expect(await resolveMailHost('localhost', { allowLoopback: true })).toEqual({
      address: '127.0.0.1',
      servername: 'localhost',
    });
    await expect(resolveMailHost('localhost', { allowLoopback: false })).rejects.toMatchObject({
      code: 'egress_refused',
    });
  });
});

describe('a mail server that a company names', () => {
  const server = { host: 'imap.example.com', port: 993, security: 'tls' } as const;

  test('has a port of mail, and TLS', () => {
    const rules = { allowLoopback: true };
    expect(isAllowedMailServer(server, rules)).toBe(true);
    expect(isAllowedMailServer({ ...server, port: 5432 }, rules)).toBe(false);
    expect(isAllowedMailServer({ ...server, port: 25 }, rules)).toBe(false);
    expect(isAllowedMailServer({ ...server, security: 'none' }, rules)).toBe(false);
    const local = { host: 'localhost', port: 1143, security: 'none' } as const;
    expect(isAllowedMailServer(local, rules)).toBe(true);
    expect(isAllowedMailServer(local, { allowLoopback: false })).toBe(false);
  });

  test.each(['imap.example.com:993', 'user@imap.example.com', 'a/b', 'imap example', ''])(
    'is a host name: %j is none',
    (text) => expect(parseMailHost(text)).toBeNull(),
  );
});
