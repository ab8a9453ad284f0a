/**
 * Goal: a sender is confirmed only by the server of the mailbox. Method: headers as servers and forgers write them, against
 * mailboxes with and without a chosen server.
 */
import { expect, test } from 'vitest';
import { authenticationOf, hasTrustedServer } from '../../src/domain/messages/authentication.ts';
import { learntServer, type MailSample } from '../../src/domain/messages/learnt-server.ts';

const UNCHOSEN = { imapHost: 'imap.atelier.example', trustedServer: null };
const CHOSEN = { ...UNCHOSEN, trustedServer: 'mx.atelier.example' };
const GMAIL = { imapHost: 'imap.gmail.com', trustedServer: null };
const OUTLOOK = { imapHost: 'outlook.office365.com', trustedServer: null };

test.each([
  ['the chosen server confirms', CHOSEN, 'mx.atelier.example; dmarc=pass', 'passed'],
  ['its name in capitals, with a version', CHOSEN, 'MX.Atelier.example 1; dmarc=pass', 'passed'],
  ['no server was chosen', UNCHOSEN, 'mx.atelier.example; dmarc=pass', 'unknown'],
  ['the IMAP host is named', UNCHOSEN, 'imap.atelier.example; dmarc=pass', 'unknown'],
  ['another server of the domain', CHOSEN, 'mx2.atelier.example; dmarc=pass', 'unknown'],
  ['a name below the chosen one', CHOSEN, 'a.mx.atelier.example; dmarc=pass', 'unknown'],
  ['a name that begins like it', CHOSEN, 'mx.atelier.example.mal.example; dmarc=pass', 'unknown'],
  ['no name', CHOSEN, 'dmarc=pass', 'unknown'],
  ['the name in a comment', CHOSEN, 'mal.example (mx.atelier.example); dmarc=pass', 'unknown'],
  ['the name in quotes', CHOSEN, '"mx.atelier.example"; dmarc=pass', 'unknown'],
  ['the chosen server refuses', CHOSEN, 'mx.atelier.example; dmarc=fail', 'failed'],
  ['another one refuses', CHOSEN, 'mal.example; dmarc=fail', 'unknown'],
  [
    'no server was chosen, one of the domain refuses',
    UNCHOSEN,
    'mx.atelier.example; dmarc=fail',
    'failed',
  ],
  ['Gmail confirms', GMAIL, 'mx.google.com; dkim=pass header.i=@a.example; dmarc=pass', 'passed'],
  ['Gmail, another name', GMAIL, 'mx.mal.example; dmarc=pass', 'unknown'],
  [
    'Exchange Online confirms, without a name',
    OUTLOOK,
    'spf=pass (x) smtp.mailfrom=a.example; dmarc=pass action=none',
    'passed',
  ],
  [
    'Gmail with another chosen server',
    { ...GMAIL, trustedServer: 'mx.a.example' },
    'mx.google.com; dmarc=pass',
    'unknown',
  ],
  ['no header', CHOSEN, '', 'unknown'],
] as const)('the sender of a mail, %s', (_, receiver, header, expected) => {
  expect(authenticationOf(header, receiver)).toBe(expected);
});

test('Gmail and Exchange Online need no choice, others do', () => {
  expect([GMAIL, OUTLOOK, CHOSEN, UNCHOSEN].map(hasTrustedServer)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

const samples = (count: number, header: string, domainCount = count): MailSample[] =>
  Array.from({ length: count }, (_, index) => ({
    senderDomain: `d${index % domainCount}.example`,
    header,
  }));
const NAMED = 'mx.a.example; dmarc=pass';

test.each([
  ['nearly all mails name', [...samples(45, NAMED), ...samples(5, '')], 'mx.a.example'],
  ['one mail in five does not name', [...samples(40, NAMED), ...samples(10, '')], null],
  ['too few mails name', samples(19, NAMED), null],
  ['mails of too few senders name', samples(50, NAMED, 4), null],
  ['no mail names', samples(50, 'dmarc=pass'), null],
  [
    'half of the mails name',
    [...samples(25, NAMED), ...samples(25, 'mx.b.example; spf=pass')],
    null,
  ],
  ['mails name with other characters', samples(50, 'mx/a; dmarc=pass'), null],
])('a server that %s is proposed or not', (_, given, suggested) => {
  expect(learntServer(given).suggested).toBe(suggested);
});

test('says how many mails name the most frequent server', () => {
  const given = [...samples(45, NAMED, 9), ...samples(5, '')];
  expect(learntServer(given)).toEqual({
    suggested: 'mx.a.example',
    mailCount: 50,
    namedCount: 45,
    domainCount: 9,
  });
});
