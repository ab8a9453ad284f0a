/**
 * Goal: a mail is found in the Sent folder by its Message-ID, and a copy is stored there once. Method: Debian's
 * Dovecot on loopback, a new user for each test.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSentFolder } from '../../src/platform/imap/find-message.ts';
import { DOVECOT_PASSWORD, startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';

const folder = createSentFolder({ allowLoopback: true });
const ID = '0199a3c0.a.0123456789abcdef01234567@atelier.example';
const RAW = `Message-ID: <${ID}>\r\nFrom: a@atelier.example\r\nSubject: Devis\r\n\r\nBonjour\r\n`;
const copy = (id = ID) => ({
  internetMessageId: id,
  date: new Date('2026-11-30T09:00:00Z'),
  content: () => Promise.resolve(Buffer.from(RAW.replace(ID, id))),
});

describe.skipIf(whyNoDovecot() !== undefined)('the Sent folder', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot.stop());

  const accountOf = (name: string, password = DOVECOT_PASSWORD) => ({
    imap: { host: '127.0.0.1', port: dovecot.port, security: 'none' as const },
    login: { user: name, password },
  });

  test('has a copy once, however often it is stored', async () => {
    const user = dovecot.newUser();
    const account = accountOf(user.name);
    await user.deliver('Subject: autre\r\n\r\nrien\r\n', { folder: 'Sent' });
    expect(await folder.find(account, ID)).toBe('not_found');
    expect(await folder.store(account, copy())).toBe('stored');
    expect(await folder.store(account, copy())).toBe('found');
    expect(await folder.find(account, ID)).toBe('found');
  });

  test('does not take another Message-ID for this one', async () => {
    const user = dovecot.newUser();
    const account = accountOf(user.name);
    await user.deliver('Subject: autre\r\n\r\nrien\r\n', { folder: 'Sent' });
    await folder.store(account, copy());
    expect(await folder.find(account, ID.replace('0199', '0198'))).toBe('not_found');
  });

  test('that can not be opened is an error, never an absence', async () => {
    const { name } = dovecot.newUser();
    await expect(folder.find(accountOf(name, 'faux'), ID)).rejects.toMatchObject({
      name: 'ImapFailure',
    });
  });
});
