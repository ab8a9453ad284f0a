/**
 * Goal: a mail is sent once, unencrypted only with `tls=off`, and each result has the right verdict.
 * Method: the port with a real SMTP server on loopback that can refuse mails and break connections.
 */
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeSmtp, type Behaviour, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { freePort } from '../../dev/supervisor/ports.ts';
import type { MailMessage } from '../../src/platform/mail/contract.ts';
import { parseSmtpUrl, type SmtpLocation } from '../../src/platform/mail/location.ts';
import { createMail } from '../../src/platform/mail/smtp.ts';

const message = (fields: Partial<MailMessage> = {}): MailMessage => ({
  messageId: '<one@relais.example>',
  from: { name: 'Atelier Éluard', address: 'relais@relais.example' },
  to: { name: 'Hélène', address: 'helene@neuf.example' },
  subject: 'Votre invitation à l’atelier',
  text: 'Bonjour Hélène',
  html: '<p>Bonjour Hélène</p>',
  headers: { 'X-Relais-Company': '7' },
  date: new Date('2026-09-01T08:00:00Z'),
  ...fields,
});

const locationOf = (url: string): SmtpLocation => {
  const location = parseSmtpUrl(url);
  if (location === undefined) throw new Error(`not an SMTP address: ${url}`);
  return location;
};
const send = (url: string, fields: Partial<MailMessage> = {}, timeoutMs = 20_000) =>
  createMail({ location: locationOf(url), timeoutMs }).send(message(fields));

/** A server of a few words: answers each line by its first word, else `250 OK`; '' is no answer. */
const startScripted = async (
  answers: Record<string, string>,
  { isSilentAfterData = false } = {},
) => {
  const lines: string[] = [];
  let isSilent = false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('220 scripted\r\n');
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\r\n')) {
        lines.push(line);
        const answer = answers[line.split(' ')[0] ?? ''] ?? '250 OK';
        if (answer !== '' && !isSilent) socket.write(`${answer}\r\n`);
        isSilent ||= isSilentAfterData && line === 'DATA';
      }
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    lines,
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

describe('a mail', () => {
  let smtp: FakeSmtp;
  beforeAll(async () => {
    smtp = await startFakeSmtp();
  });
  beforeEach(() => smtp.behave('accept'));
  afterAll(() => smtp.stop());

  test('arrives as it was written, accents included, under the Message-ID it was given', async () => {
    expect(await send(smtp.url)).toEqual({ outcome: 'sent' });
    expect(smtp.mails()[0]).toMatchObject({
      message_id: '<one@relais.example>',
      company_id: 7,
      from: 'Atelier Éluard <relais@relais.example>',
      to: ['Hélène <helene@neuf.example>'],
      subject: 'Votre invitation à l’atelier',
      text: expect.stringContaining('Bonjour Hélène'),
      html: expect.stringContaining('<p>Bonjour Hélène</p>'),
    });
  });

  test('keeps its Message-ID when it is sent again', async () => {
    const before = smtp.mails().length;
    await send(smtp.url, { messageId: '<again@relais.example>' });
    await send(smtp.url, { messageId: '<again@relais.example>' });
    const ids = smtp.mails().map((mail) => mail.message_id);
    expect(ids.slice(0, ids.length - before)).toEqual([
      '<again@relais.example>',
      '<again@relais.example>',
    ]);
  });

  test('can not be given a second recipient or a header by a name or a subject', async () => {
    await send(smtp.url, {
      to: { name: 'A\r\nBcc: eve@mal.example', address: 'helene@neuf.example' },
      subject: 'Sujet\r\nBcc: eve@mal.example\r\n\r\ncorps',
    });
    const [mail] = smtp.mails();
    expect(mail?.to).toEqual(['A Bcc: eve@mal.example <helene@neuf.example>']);
    expect(mail?.subject).toContain('Sujet');
    expect(mail?.text).toBe(message().text + '\n');
  });

  test.each([
    ['refuse_recipient', { outcome: 'recipient_refused', errorCode: 'smtp_550' }],
    ['defer_recipient', { outcome: 'temporary', errorCode: 'smtp_450' }],
    ['refuse_content', { outcome: 'permanent', errorCode: 'smtp_554' }],
    ['accept_silently', { outcome: 'uncertain', errorCode: expect.any(String) }],
  ] satisfies [Behaviour, object][])(
    'has the right verdict when the server does `%s`',
    async (behaviour, expected) => {
      smtp.behave(behaviour);
      expect(await send(smtp.url)).toEqual(expected);
    },
  );

  test('of more than ten megabytes is not sent', async () => {
    const text = 'x'.repeat(11 * 1024 * 1024);
    expect(await send(smtp.url, { text })).toEqual({
      outcome: 'permanent',
      errorCode: 'too_large',
    });
  });

  test('is temporary when the connection is refused', async () => {
    const url = `smtp://127.0.0.1:${await freePort()}?tls=off`;
    expect(await send(url)).toEqual({ outcome: 'temporary', errorCode: 'esocket' });
  });
});

describe('what is sent to a server', () => {
  test('is nothing when it offers no TLS and TLS was asked for', async () => {
    const server = await startScripted({ STARTTLS: '502 no' });
    const verdict = await send(`smtp://relais:geheim@127.0.0.1:${server.port}`);
    expect(verdict).toEqual({ outcome: 'temporary', errorCode: 'etls' });
    expect(server.lines.join('\n')).not.toMatch(/AUTH|MAIL FROM/);
    await server.stop();
  });

  test('waits when the password is refused: that is for the operator to put right', async () => {
    const server = await startScripted({
      EHLO: '250-scripted\r\n250 AUTH PLAIN',
      AUTH: '535 wrong password',
    });
    const verdict = await send(`smtp://relais:geheim@127.0.0.1:${server.port}?tls=off`);
    expect(verdict).toEqual({ outcome: 'temporary', errorCode: 'eauth' });
    await server.stop();
  });

  test('may be sent again when the server falls silent before it has the mail', async () => {
    const server = await startScripted({ DATA: '' });
    const verdict = await send(`smtp://127.0.0.1:${server.port}?tls=off`, {}, 300);
    expect(verdict.outcome).toBe('temporary');
    await server.stop();
  });

  test('is uncertain when the server falls silent after it has the mail', async () => {
    const server = await startScripted({ DATA: '354 go on' }, { isSilentAfterData: true });
    const verdict = await send(`smtp://127.0.0.1:${server.port}?tls=off`, {}, 300);
    expect(verdict.outcome).toBe('uncertain');
    await server.stop();
  });
});

describe('SMTP_URL', () => {
  test.each([
    [
      'smtps://relais%40example.com:p%3Ass@mail.example.com',
      {
        host: 'mail.example.com',
        port: 465,
        credentials: { user: 'relais@example.com', password: 'p:ss' },
        security: 'tls',
      },
    ],
    [
      'smtp://mail.example.com',
      { host: 'mail.example.com', port: 587, credentials: undefined, security: 'starttls' },
    ],
    [
      'smtp://[::1]:2525?tls=off',
      { host: '::1', port: 2525, credentials: undefined, security: 'none' },
    ],
  ])('%s is parsed into server, login and encryption', (url, expected) => {
    expect(parseSmtpUrl(url)).toEqual(expected);
  });

  test.each([
    'mail.example.com',
    'https://mail.example.com',
    'smtp://',
    'smtp://mail.example.com/inbox',
    'smtp://mail.example.com?tls=no',
    'smtps://mail.example.com?tls=off',
    'smtp://mail.example.com?tls=off',
    'smtp://mail.example.com?tls=off&pool=true',
    'smtps://relais:50%off@mail.example.com',
  ])('%s is refused', (url) => {
    expect(parseSmtpUrl(url)).toBeUndefined();
  });
});
