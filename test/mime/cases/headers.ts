import { bare, latin, mail, plain, type MailCase } from './mail.ts';

/** Headers: character sets, damage, size. */
export const headerCases: MailCase[] = [
  {
    name: 'an encoded subject of ISO-8859-15 has its euro sign',
    raw: mail(['Subject: =?iso-8859-15?Q?R=E9ponse_=A4?='], 'x'),
    expected: {
      subject: 'Réponse €',
      internetMessageId: 'm1@example.com',
      sentAt: new Date('2026-11-30T08:00:00Z'),
    },
  },
  {
    name: 'a windows-1252 subject has its apostrophe, its œ and its euro sign',
    raw: mail(['Subject: =?windows-1252?Q?l=92=9Cuf_=E0_3_=80?='], 'x'),
    expected: { subject: 'l’œuf à 3 €' },
  },
  {
    name: 'a character split over two encoded words is one character',
    raw: mail(['Subject: =?utf-8?Q?Caf=C3?=', ' =?utf-8?Q?=A9_cr=C3=A8me?='], 'x'),
    expected: { subject: 'Café crème' },
  },
  {
    name: 'a Base64 character split over two encoded words is one character',
    raw: mail(
      [
        `Subject: =?utf-8?B?${Buffer.from([0x61, 0xe2, 0x82]).toString('base64')}?=`,
        ` =?utf-8?B?${Buffer.from([0xac, 0x62, 0x63]).toString('base64')}?=`,
      ],
      'x',
    ),
    expected: { subject: 'a€bc' },
  },
  {
    name: 'an encoded word that names UTF-8 but is Latin-1 is read as Latin-1',
    raw: mail(['Subject: =?utf-8?Q?R=E9union_pr=E9vue?='], 'x'),
    expected: { subject: 'Réunion prévue' },
  },
  {
    name: 'an encoded word of an unknown charset is read',
    raw: mail(['Subject: =?x-unknown?Q?R=E9ponse?='], 'x'),
    expected: { subject: 'Réponse' },
  },
  {
    name: 'an encoded word with a language is read',
    raw: mail(['Subject: =?utf-8*fr?Q?No=C3=ABl?='], 'x'),
    expected: { subject: 'Noël' },
  },
  {
    name: 'raw UTF-8 headers are read',
    raw: mail(['Subject: Réponse à « Noël »'], 'x'),
    expected: { subject: 'Réponse à « Noël »' },
  },
  {
    name: 'raw 8-bit Latin-1 headers are read',
    raw: latin('From: Ren\xe9 <rene@example.com>\r\nSubject: R\xe9ponse \x80\r\n\r\nBonjour'),
    expected: { subject: 'Réponse €', from: { name: 'René', address: 'rene@example.com' } },
  },
  {
    name: 'a comma in an encoded name does not split it',
    raw: bare(['From: =?utf-8?Q?Dupont=2C_Jean?= <jean@example.com>'], 'x'),
    expected: { from: { name: 'Dupont, Jean', address: 'jean@example.com' } },
  },
  {
    name: 'groups, comments, quotes and capitals in addresses are read',
    raw: bare(
      [
        'From: "Dupont, Jean" (bureau) <Jean.DUPONT@Example.COM>',
        'To: Equipe: Ana <ana@example.com>, bob@example.com;, "C \\" D" <c@example.com>',
        'Cc: =?iso-8859-1?Q?Andr=E9?= <andre@example.com>',
        'Reply-To: retour@example.com',
      ],
      'x',
    ),
    expected: {
      from: { name: 'Dupont, Jean', address: 'jean.dupont@example.com' },
      recipients: [
        { kind: 'to', name: 'Ana', address: 'ana@example.com' },
        { kind: 'to', name: '', address: 'bob@example.com' },
        { kind: 'to', name: 'C " D', address: 'c@example.com' },
        { kind: 'cc', name: 'André', address: 'andre@example.com' },
        { kind: 'reply_to', name: '', address: 'retour@example.com' },
      ],
    },
  },
  {
    name: 'a name with line breaks, NUL and invisible characters is one plain line',
    raw: bare(
      [
        `From: =?utf-8?B?${Buffer.from('An\u0000a\r\nBcc: x@y.z\u202e\u200b').toString('base64')}?= <ana@example.com>`,
      ],
      'x',
    ),
    expected: { from: { name: 'Ana Bcc: x@y.z', address: 'ana@example.com' } },
  },
  {
    name: 'a mail without any header is a text',
    raw: '\r\n\r\nBonjour',
    expected: { from: null, subject: '', internetMessageId: null, sentAt: null },
  },
  {
    name: 'an empty mail is read',
    raw: '',
    expected: { text: '', subject: '', from: null, html: null },
  },
  {
    name: 'a mail of NUL bytes is read',
    raw: Buffer.alloc(5_000),
    expected: { from: null, html: null },
  },
  {
    name: 'random bytes are read',
    raw: Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * 7_919 + (i >> 3)) % 251)),
    expected: {},
  },
  {
    name: 'blank lines before the headers are skipped',
    raw: `\r\n\r\n${plain('Bonjour', ['Subject: Devis'])}`,
    expected: { subject: 'Devis', text: 'Bonjour' },
  },
  {
    name: 'lines that end with a line feed only are read',
    raw: plain('Bonjour\n\nAna', ['Subject: Devis']).replaceAll('\r\n', '\n'),
    expected: { subject: 'Devis', text: 'Bonjour\n\nAna' },
  },
  {
    name: 'of a repeated header the first counts',
    raw: bare(['From: a@example.com', 'From: b@example.com', 'Subject: un', 'Subject: deux'], 'x'),
    expected: { from: { name: '', address: 'a@example.com' }, subject: 'un' },
  },
  {
    name: 'an unreadable date is none',
    raw: bare(['Date: hier soir'], 'x'),
    expected: { sentAt: null },
  },
  {
    name: 'a date with a comment and a date out of range are handled',
    raw: bare(['Date: Mon, 30 Nov 2026 09:00:00 +0100 (heure normale)'], 'x'),
    expected: { sentAt: new Date('2026-11-30T08:00:00Z') },
  },
  {
    name: 'a date in the year 9999 is none',
    raw: bare(['Date: Fri, 31 Dec 9999 00:00:00 +0000'], 'x'),
    expected: { sentAt: null },
  },
  {
    name: 'References without brackets, folded and repeated are read once each',
    raw: bare(
      ['References: <a@x>', '\t<b@x> <a@x>', ' <c@x>', 'In-Reply-To: Message de Jean <c@x>'],
      'x',
    ),
    expected: { references: ['a@x', 'b@x', 'c@x'], inReplyTo: 'c@x' },
  },
  {
    name: 'of 1,000 references the first and the last stay',
    raw: bare(
      [`References: ${Array.from({ length: 1_000 }, (_, i) => `<r${i}@x>`).join('\r\n ')}`],
      'x',
    ),
    expected: {
      references: [
        ...Array.from({ length: 50 }, (_, i) => `r${i}@x`),
        ...Array.from({ length: 50 }, (_, i) => `r${950 + i}@x`),
      ],
    },
  },
  {
    name: 'a header of 3 MB is cut, and what follows it is left out or read',
    raw: bare([`X-Long: ${'a'.repeat(3_000_000)}`, 'Subject: Devis'], 'Bonjour'),
    expected: { subject: 'Devis', text: 'Bonjour', flags: ['truncated'] },
  },
  {
    name: '200,000 headers are cut',
    raw: bare(
      ['Subject: Devis', ...Array.from({ length: 200_000 }, (_, i) => `X-${i}: ${i}`)],
      'Bonjour',
    ),
    expected: { subject: 'Devis', text: 'Bonjour', flags: ['truncated'] },
  },
  {
    name: 'marks piled on a letter are cut to four',
    raw: bare([`Subject: Z${'\u0335\u0321\u0353'.repeat(12)}algo`], `E${'\u0301'.repeat(50)}t`),
    expected: { subject: 'Z\u0335\u0321\u0353\u0335algo', text: 'E\u0301\u0301\u0301\u0301t' },
  },
  {
    name: 'a header of 400,000 folded lines is cut',
    raw: bare([`Subject: a${'\r\n '.repeat(400_000)}`], 'Bonjour'),
    expected: { text: 'Bonjour', flags: ['truncated'] },
  },
  {
    name: 'an address with a comma at its end is repaired, and one with a quote inside is none',
    raw: bare(['From: <marie@client.example,>', 'Reply-To: <a"b@mal.example>'], 'Bonjour'),
    expected: { from: { name: '', address: 'marie@client.example' }, recipients: [] },
  },
  {
    name: '20,000 recipients are cut',
    raw: bare(
      [`To: ${Array.from({ length: 20_000 }, (_, i) => `a${i}@x.example`).join(',\r\n ')}`],
      'Bonjour',
    ),
    expected: { text: 'Bonjour' },
  },
  {
    name: 'addresses of nested comments and quotes take no long time',
    raw: bare(
      [
        `To: ${'('.repeat(30_000)}`,
        `Cc: ${'"<@'.repeat(20_000)}`,
        `From: ${' '.repeat(60_000)}a@b`,
      ],
      'x',
    ),
    expected: {},
  },
  {
    name: 'encoded words without end take no long time',
    raw: bare([`Subject: ${'=?utf-8?Q?'.repeat(6_000)}`], 'x'),
    expected: {},
  },
  {
    name: 'headers that rules look at are kept, an empty return path too',
    raw: bare(
      [
        'Return-Path: <>',
        'List-Id: Lettre <lettre.example.com>',
        'List-Unsubscribe: <mailto:u@x>',
        'X-Secret: non',
      ],
      'x',
    ),
    expected: {
      headers: {
        'list-id': 'Lettre <lettre.example.com>',
        'list-unsubscribe': '<mailto:u@x>',
        'return-path': '<>',
      },
    },
  },
];
