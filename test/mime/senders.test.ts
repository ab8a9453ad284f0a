/**
 * Goal: a mail that names several senders is marked, an ordinary one is not. Method: headers as programs and forgers write
 * them, through the parser.
 */
import { expect, test } from 'vitest';
import { readMail } from '../../src/platform/mime/read-mail.ts';

const isMarked = async (...headers: string[]): Promise<boolean> => {
  const raw = [...headers, 'Subject: Question', '', 'Bonjour'].join('\r\n');
  return (await readMail(Buffer.from(raw))).mail.flags.includes('ambiguous_sender');
};

const MARIE = 'From: Marie <marie@a.example>';

test.each([
  ['one address', [MARIE]],
  ['an address without a name', ['From: marie@a.example']],
  ['the address as its name', ['From: Marie@A.example <marie@a.example>']],
  ['another address in a quoted name', ['From: "paul@b.example" <marie@a.example>']],
  ['a comma in the name', ['From: Dumitru, Marie <marie@a.example>']],
  ['the same Sender', [MARIE, 'Sender: "Marie, du service" <MARIE@a.example>']],
])('%s is one sender', async (_, headers) => {
  expect(await isMarked(...headers)).toBe(false);
});

test.each([
  ['several addresses', ['From: marie@a.example, Paul <paul@b.example>']],
  ['several addresses in brackets', ['From: <marie@a.example> <paul@b.example>']],
  ['another address in a plain name', ['From: paul@b.example <marie@a.example>']],
  ['another address in a comment', ['From: marie@a.example (paul@b.example)']],
  ['a group', ['From: Service: marie@a.example, paul@b.example;']],
  ['several addresses on two lines', ['From: marie@a.example,', ' paul@b.example']],
  ['several From headers', [MARIE, 'From: Paul <paul@b.example>']],
  ['the same From header twice', [MARIE, MARIE]],
  ['another Sender', [MARIE, 'Sender: paul@b.example']],
  ['several Sender headers', [MARIE, 'Sender: marie@a.example', 'Sender: paul@b.example']],
  ['a Sender only', ['Sender: marie@a.example']],
  ['a very long From header', [`From: ${'Marie '.repeat(400)}<marie@a.example>`]],
])('%s are several senders', async (_, headers) => {
  expect(await isMarked(...headers)).toBe(true);
});
