/**
 * Goal: the port reads a mailbox as the server has it. Method: Debian's Dovecot, a fresh user each test.
 */
import { ImapFlow } from 'imapflow';
import { afterAll, describe, expect, test } from 'vitest';
import type { ImapSession } from '../../src/platform/imap/contract.ts';
import { createImap } from '../../src/platform/imap/client.ts';
import {
  DOVECOT_PASSWORD,
  startDovecot,
  whyNoDovecot,
  type DovecotUser,
} from '../support/dovecot.ts';

const reason = whyNoDovecot();
const server = reason === undefined ? await startDovecot() : undefined;
afterAll(() => server?.stop());

const imap = createImap({ allowLoopback: true });
const open = (user: Pick<DovecotUser, 'name'>, password = DOVECOT_PASSWORD): Promise<ImapSession> =>
  imap.open({
    imap: { host: '127.0.0.1', port: server?.port ?? 0, security: 'none' },
    login: { user: user.name, password },
  });
const gather = async (
  parts: AsyncGenerator<Buffer, 'whole' | 'gone'>,
): Promise<{ length: number; end: 'whole' | 'gone' }> => {
  let length = 0;
  for (;;) {
    const next = await parts.next();
    if (next.done === true) return { length, end: next.value };
    length += next.value.length;
  }
};
const mailOf = (subject: string, body = 'Bonjour'): string =>
  `From: a@example.com\r\nTo: b@example.com\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;

describe.skipIf(reason !== undefined)(`on Dovecot (${reason ?? 'installed'})`, () => {
  const newUser = (): DovecotUser => {
    if (server === undefined) throw new Error('Dovecot is missing');
    return server.newUser();
  };

  test('finds INBOX and the folder of sent mail', async () => {
    const session = await open(newUser());
    expect(await session.listFolders()).toEqual([
      { path: 'INBOX', role: 'inbox' },
      { path: 'Sent', role: 'sent' },
    ]);
    expect(await session.status('Nulle part')).toBeUndefined();
    expect(await session.select('Nulle part')).toBeUndefined();
    await session.close();
  });

  test('reads messages, an empty one and one of 5 MB too', async () => {
    const user = newUser();
    const receivedAt = await user.deliver(mailOf('Un'), { receivedAt: new Date('2026-01-02') });
    await user.deliver('');
    const big = mailOf('Gros', 'x'.repeat(76).concat('\r\n').repeat(70_000));
    await user.deliver(big);
    const session = await open(user);
    const status = await session.status('INBOX');
    expect(status).toMatchObject({ uidNext: 4, highestModseq: expect.any(Number) });
    expect(await session.select('INBOX')).toMatchObject({ uidNext: 4 });
    const uids = await session.search({ from: 1, to: null });
    expect(uids).toEqual([1, 2, 3]);
    const found = await session.describe(uids);
    expect(found).toMatchObject([{ uid: 1, receivedAt }, { uid: 2, sizeBytes: 0 }, { uid: 3 }]);
    const small = [];
    for await (const message of session.readSmall([1, 2])) small.push(message);
    expect(small.map(({ uid, content }) => [uid, content.toString()])).toEqual([
      [1, mailOf('Un')],
      [2, ''],
    ]);
    const [, empty, last] = found;
    if (last === undefined || empty === undefined) throw new Error('three were delivered');
    expect(await gather(session.read(last))).toEqual({ length: big.length, end: 'whole' });
    expect(await gather(session.read(empty))).toEqual({ length: 0, end: 'whole' });
    expect(await gather(session.read({ ...last, uid: 99 }))).toEqual({ length: 0, end: 'gone' });
    await session.close();
  });

  test('a search from beyond the last message finds nothing, though n:* names it', async () => {
    const user = newUser();
    await user.deliver(mailOf('Un'));
    const session = await open(user);
    await session.select('INBOX');
    expect(await session.search({ from: 7, to: null })).toEqual([]);
    await session.close();
  });

  test('a message that vanished after the search is left out', async () => {
    const user = newUser();
    for (const subject of ['Un', 'Deux']) await user.deliver(mailOf(subject));
    const session = await open(user);
    await session.select('INBOX');
    expect(await session.search({ from: 1, to: null })).toEqual([1, 2]);
    const other = new ImapFlow({
      host: '127.0.0.1',
      port: server?.port ?? 0,
      secure: false,
      doSTARTTLS: false,
      auth: { user: user.name, pass: DOVECOT_PASSWORD },
      logger: false,
    });
    await other.connect();
    await other.mailboxOpen('INBOX');
    await other.messageDelete('2', { uid: true });
    await other.logout();
    const read = [];
    for await (const message of session.readSmall([1, 2])) read.push(message.uid);
    expect(read).toEqual([1]);
    await session.close();
  });

  test('a wrong password is credentials_refused', async () => {
    await expect(open(newUser(), 'wrong')).rejects.toMatchObject({ code: 'credentials_refused' });
  });
});

test('a server that is not there is named so', async () => {
  const nowhere = imap.open({
    imap: { host: '127.0.0.1', port: 1, security: 'none' },
    login: { user: 'a', password: 'b' },
  });
  await expect(nowhere).rejects.toMatchObject({ code: 'connection_refused' });
});

test('an address that is not public is refused', async () => {
  const strict = createImap({ allowLoopback: false });
  const inside = strict.open({
    imap: { host: '127.0.0.1', port: 143, security: 'none' },
    login: { user: 'a', password: 'b' },
  });
  await expect(inside).rejects.toMatchObject({ code: 'egress_refused' });
});
