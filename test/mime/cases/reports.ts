import { bare, mail, multipart, partsOf, plain, text, type MailCase } from './mail.ts';

const returned = {
  headers: ['Content-Type: message/rfc822'],
  body: 'Message-ID: <uuid.token@abj.example>\nSubject: Devis\n\nBonjour',
};
const returnedHeaders = {
  headers: ['Content-Type: text/rfc822-headers'],
  body: 'Subject: Devis\nMessage-Id: <uuid.token@abj.example>\n',
};
const status = (body: string) => ({ headers: ['Content-Type: message/delivery-status'], body });

const report = (
  type: string,
  parts: readonly { headers: readonly string[]; body: string }[],
  headers: readonly string[] = [],
): string =>
  bare(
    [
      'Return-Path: <>',
      'From: MAILER-DAEMON@mx.example',
      ...headers,
      `Content-Type: multipart/report; report-type=${type}; boundary=b`,
    ],
    partsOf('b', parts),
  );

const originalMessageId = 'uuid.token@abj.example';

/** Bounces, delays, complaints, automatic replies. */
export const reportCases: MailCase[] = [
  {
    name: 'a bounce of Postfix names the mail and the reason',
    raw: report('delivery-status', [
      text('This is the mail system at host mx.example.'),
      status(
        'Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; Jean@example.com\nOriginal-Recipient: rfc822;jean@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <jean@example.com>:\n    User unknown',
      ),
      returned,
    ]),
    expected: {
      report: {
        kind: 'bounce',
        originalMessageId,
        recipients: [
          {
            address: 'jean@example.com',
            statusCode: '5.1.1',
            diagnostic: '550 5.1.1 <jean@example.com>: User unknown',
          },
        ],
      },
      flags: ['bounce', 'auto_reply'],
      attachments: [{ mediaType: 'message/rfc822', fileName: 'Devis.eml' }],
    },
  },
  {
    name: 'a bounce of Exchange for two people names both',
    raw: report('delivery-status', [
      text('Échec de remise'),
      status(
        'Reporting-MTA: dns;x\n\nFinal-recipient: RFC822; a@example.com\nAction: failed\nStatus: 5.7.1\n\nFinal-recipient: RFC822; b@example.com\nAction: failed\nStatus: 5.2.2',
      ),
      returnedHeaders,
    ]),
    expected: {
      report: {
        kind: 'bounce',
        originalMessageId,
        recipients: [
          { address: 'a@example.com', statusCode: '5.7.1', diagnostic: null },
          { address: 'b@example.com', statusCode: '5.2.2', diagnostic: null },
        ],
      },
      attachments: [],
    },
  },
  {
    name: 'a delay is no bounce',
    raw: report('delivery-status', [
      text('x'),
      status(
        'Reporting-MTA: dns;x\n\nFinal-Recipient: rfc822;a@example.com\nAction: delayed\nStatus: 4.4.1',
      ),
      returnedHeaders,
    ]),
    expected: {
      report: {
        kind: 'delay',
        originalMessageId,
        recipients: [{ address: 'a@example.com', statusCode: '4.4.1', diagnostic: null }],
      },
    },
  },
  {
    name: 'a receipt of a delivered mail is no bounce',
    raw: report('delivery-status', [
      text('x'),
      status(
        'Reporting-MTA: dns;x\n\nFinal-Recipient: rfc822;a@example.com\nAction: delivered\nStatus: 2.0.0',
      ),
    ]),
    expected: { report: null, flags: ['auto_reply'] },
  },
  {
    name: 'a read receipt is automatic and no bounce',
    raw: report('disposition-notification', [
      text('lu'),
      {
        headers: ['Content-Type: message/disposition-notification'],
        body: 'Disposition: manual-action/x; displayed',
      },
    ]),
    expected: { report: null, flags: ['auto_reply'] },
  },
  {
    name: 'a bounce of Gmail without a status part is known by its header',
    raw: bare(
      [
        'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
        'X-Failed-Recipients: jean@example.com',
        'Subject: Delivery Status Notification (Failure)',
        'In-Reply-To: <uuid.token@abj.example>',
      ],
      'Adresse introuvable\n550 5.1.1 The email account does not exist',
    ),
    expected: {
      report: {
        kind: 'bounce',
        originalMessageId,
        recipients: [
          {
            address: 'jean@example.com',
            statusCode: '5.1.1',
            diagnostic: '550 5.1.1 The email account does not exist',
          },
        ],
      },
    },
  },
  {
    name: 'a bounce of qmail is known by its words',
    raw: bare(
      ['Return-Path: <>', 'From: MAILER-DAEMON@mx.example', 'Subject: failure notice'],
      "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n<jean@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <uuid.token@abj.example>\nSubject: Devis\n",
    ),
    expected: {
      report: {
        kind: 'bounce',
        originalMessageId,
        recipients: [{ address: 'jean@example.com', statusCode: '5.1.1', diagnostic: null }],
      },
    },
  },
  {
    name: 'a bounce of Exim is known by its header',
    raw: bare(
      [
        'Return-Path: <>',
        'From: Mail Delivery System <Mailer-Daemon@mx.example>',
        'X-Failed-Recipients: a@example.com, b@example.com',
        'Subject: Mail delivery failed: returning message to sender',
      ],
      'This message was created automatically\n\n------ This is a copy\n\nMessage-Id: <uuid.token@abj.example>',
    ),
    expected: {
      report: {
        kind: 'bounce',
        originalMessageId,
        recipients: [
          { address: 'a@example.com', statusCode: null, diagnostic: null },
          { address: 'b@example.com', statusCode: null, diagnostic: null },
        ],
      },
    },
  },
  {
    name: 'a complaint names the mail it is about',
    raw: report('feedback-report', [
      text('An abuse report'),
      {
        headers: ['Content-Type: message/feedback-report'],
        body: 'Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <jean@example.com>',
      },
      returned,
    ]),
    expected: {
      report: {
        kind: 'complaint',
        originalMessageId,
        recipients: [{ address: 'jean@example.com', statusCode: null, diagnostic: 'abuse' }],
      },
      flags: ['complaint', 'auto_reply'],
    },
  },
  {
    name: 'a report without its parts is only automatic',
    raw: report('delivery-status', [text('x')]),
    expected: { report: null, flags: ['auto_reply'] },
  },
  {
    name: 'a status part of 100,000 recipients is cut',
    raw: report('delivery-status', [
      text('x'),
      status(
        `Reporting-MTA: dns;x\n${'\nFinal-Recipient: rfc822;a@example.com\nAction: failed\n'.repeat(100_000)}`,
      ),
    ]),
    expected: { flags: ['bounce', 'auto_reply'] },
  },
  {
    name: 'a person who writes about a bounce is no server',
    raw: plain('J’ai reçu « Mail delivery failed » hier.', ['Subject: Undelivered Mail']),
    expected: { report: null, flags: [] },
  },
  ...(
    [
      ['Auto-Submitted: auto-replied (vacation)', ['auto_reply']],
      ['Auto-Submitted: auto-generated', ['auto_reply']],
      ['Auto-Submitted: no', []],
      ['X-Autoreply: yes', ['auto_reply']],
      ['Precedence: auto_reply', ['auto_reply']],
      ['Precedence: bulk', []],
      ['Return-Path: <>', ['auto_reply']],
      ['Subject: Réponse automatique : Devis', ['auto_reply']],
      ['Subject: Out of Office: Devis', ['auto_reply']],
      ['Subject: Réponse à votre devis automatique', []],
      ['X-Auto-Response-Suppress: All', []],
    ] as const
  ).map(([header, flags]): MailCase => ({
    name: `“${header}” makes the flags [${flags.join()}]`,
    raw: plain('x', [header]),
    expected: { flags: [...flags] },
  })),
  {
    name: 'a mail signed by S/MIME is read and flagged',
    raw: multipart('signed; protocol="application/pkcs7-signature"', [
      text('Bonjour'),
      {
        headers: [
          'Content-Type: application/pkcs7-signature; name=smime.p7s',
          'Content-Transfer-Encoding: base64',
        ],
        body: 'MIIB',
      },
    ]),
    expected: {
      text: 'Bonjour',
      flags: ['signed'],
      attachments: [{ fileName: 'smime.p7s', mediaType: 'application/pkcs7-signature' }],
    },
  },
  {
    name: 'a mail encrypted by S/MIME keeps its envelope',
    raw: mail(
      [
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
        'Content-Transfer-Encoding: base64',
      ],
      'MIIB',
    ),
    expected: {
      text: '',
      flags: ['encrypted', 'unreadable_part'],
      attachments: [{ fileName: 'smime.p7m', mediaType: 'application/pkcs7-mime' }],
    },
  },
  {
    name: 'a mail encrypted by PGP/MIME is flagged',
    raw: multipart('encrypted; protocol="application/pgp-encrypted"', [
      { headers: ['Content-Type: application/pgp-encrypted'], body: 'Version: 1' },
      {
        headers: ['Content-Type: application/octet-stream; name=encrypted.asc'],
        body: '-----BEGIN PGP MESSAGE-----',
      },
    ]),
    expected: { flags: ['encrypted'] },
  },
  {
    name: 'a mail encrypted by PGP in its text is flagged',
    raw: plain('-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----'),
    expected: { flags: ['encrypted'] },
  },
  {
    name: 'an invitation without other text can be read',
    raw: mail(
      ['Content-Type: text/calendar; method=REQUEST; charset=utf-8'],
      'BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Réunion\\, chantier\nDTSTART;TZID=Europe/Paris:20261203T100000\nDTEND;TZID=Europe/Paris:20261203T110000\nLOCATION:12 rue\n  Haute\nEND:VEVENT\nEND:VCALENDAR',
    ),
    expected: {
      text: 'Invitation : Réunion, chantier – 2026-12-03 10:00 → 11:00 (Europe/Paris) – 12 rue Haute',
      attachments: [{ fileName: 'piece-jointe.ics', mediaType: 'text/calendar' }],
    },
  },
  {
    name: 'a cancelled invitation says so below the text',
    raw: multipart('alternative', [
      text('Annulé'),
      {
        headers: ['Content-Type: text/calendar; method=CANCEL'],
        body: 'METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Point\nDTSTART:20261203T090000Z\nEND:VEVENT',
      },
    ]),
    expected: { text: 'Annulé\n\nAnnulation : Point – 2026-12-03 09:00 (UTC)' },
  },
];
