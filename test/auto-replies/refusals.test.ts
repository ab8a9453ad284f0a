/**
 * Goal: no automatic reply goes to a program, a list, ourselves or a forged sender, and people get theirs. Method: the
 * headers of 170 mails, read by the parser that reads mailboxes, against the table of refusals.
 */
import { describe, expect, test } from 'vitest';
import {
  REFUSAL_CODES,
  refusalsOf,
  type RefusalCode,
  type ReplyHistory,
} from '../../src/domain/auto-replies/refusals.ts';
import type { AutoReplyMode } from '../../src/domain/auto-replies/statuses.ts';
import { readMail } from '../../src/platform/mime/read-mail.ts';

const OWN = { mailboxes: new Set(['accueil@atelier.example']), domains: ['atelier.example'] };
const QUIET: ReplyHistory = {
  sinceOurReplyMs: null,
  inThreadCount: 0,
  toSenderCount: 0,
  draftCount: 0,
  domainDraftCount: 0,
  companyReplyCount: 0,
  companyInboundCount: 0,
};

interface Mail {
  from?: string | null;
  subject?: string;
  headers?: readonly string[];
  flags?: readonly string[];
  mode?: AutoReplyMode;
  history?: Partial<ReplyHistory>;
  isWrittenByRelais?: boolean;
}

const refusals = async ({
  from = 'Marie Client <marie@client.example>',
  subject = 'Question sur mon inscription',
  headers = [],
  flags = [],
  mode = 'auto',
  history = {},
  isWrittenByRelais = false,
}: Mail): Promise<RefusalCode[]> => {
  const lines = [
    ...(from === null ? [] : [`From: ${from}`]),
    'To: accueil@atelier.example',
    `Subject: ${subject}`,
    'Message-ID: <1@client.example>',
    ...headers,
    ...(headers.some((line) => /^content-type:/i.test(line))
      ? []
      : ['Content-Type: text/plain; charset=utf-8']),
    '',
    'Bonjour',
  ];
  const { mail } = await readMail(Buffer.from(lines.join('\r\n')));
  return refusalsOf({
    mode,
    headers: mail.headers,
    from: mail.from,
    subject: mail.subject,
    flags: [...mail.flags, ...flags],
    own: OWN,
    isWrittenByRelais,
    history: { ...QUIET, ...history },
  });
};

const named = (rows: readonly (readonly [string, Mail])[]) => rows;
const header = (...lines: readonly string[]): readonly [string, Mail] => [
  lines.join(' / '),
  { headers: lines },
];
const subject = (text: string): readonly [string, Mail] => [text, { subject: text }];
const from = (address: string): readonly [string, Mail] => [address, { from: address }];

describe('a person gets an automatic reply', () => {
  test.each(
    named([
      ['to a plain mail', {}],
      header('Auto-Submitted: no'),
      header('Auto-Submitted: No (a person wrote this)'),
      header('Auto-Submitted: no; comment=x'),
      header('Auto-Submitted:'),
      header('Return-Path: <marie@client.example>'),
      header('Return-Path: marie@client.example'),
      header('Precedence: first-class'),
      header('Precedence: normal'),
      header('Precedence: special-delivery'),
      header('Importance: high', 'X-Priority: 1'),
      header('X-Auto-Response-Suppress: DR, RN'),
      header('X-Auto-Response-Suppress: NDR'),
      header('X-Auto-Response-Suppress: None'),
      header('X-Mailer: Microsoft Outlook 16.0'),
      header('X-Spam-Flag: NO'),
      header('X-Listed-By: a directory'),
      header('Sender: Secretariat <secretariat@client.example>'),
      header('Disposition-Notification-To: marie@client.example'),
      header('Authentication-Results: mx.example; dmarc=pass'),
      subject('Re: Question sur mon inscription'),
      subject('Absence de mon fils lundi'),
      subject('Absences et retards'),
      subject('Absence d’un élève'),
      subject('Abwesenheit eines Kindes'),
      subject('Ausencia de mi hijo'),
      subject('Assenza di mio figlio'),
      subject('Absent lundi, que faire ?'),
      subject('Congés de fin d’année : êtes-vous ouverts ?'),
      subject('En vacances chez vous en août'),
      subject('Vacances scolaires'),
      subject('Question about the automatic reply I got'),
      subject('Votre réponse automatique'),
      subject('Out of the blue'),
      subject('Office hours'),
      subject('Holiday on Friday?'),
      subject('Urlaub buchen'),
      subject('Abwesenheit meines Sohnes'),
      subject('Vacaciones de verano'),
      subject('Ferie estive: siete aperti?'),
      subject('Vakantie boeken'),
      subject('Autoradio en panne'),
      subject('Automatique ou manuelle ?'),
      subject(''),
      from('Paul Noreplyson <paul.noreplyson@client.example>'),
      from('Info <info@client.example>'),
      from('contact@client.example'),
      from('Marie Postmaster <marie@postmaster-conseil.example>'),
      from('repondre@client.example'),
      from('antwort@client.example'),
      from('marie@atelier.example.org'),
      from('marie@monatelier.example'),
      [
        'in mode validation, although its sender was not confirmed',
        { flags: ['not_authenticated'], mode: 'validation' },
      ],
      ['two minutes after our last message', { history: { sinceOurReplyMs: 120_000 } }],
      ['after four automatic replies in the thread', { history: { inThreadCount: 4 } }],
      ['after two automatic replies in three hours', { history: { toSenderCount: 2 } }],
      [
        'of a company that answered few of many',
        { history: { companyReplyCount: 79, companyInboundCount: 100 } },
      ],
      [
        'of a company that answered all of a few',
        { history: { companyReplyCount: 29, companyInboundCount: 29 } },
      ],
      ['that answers two conversations', { flags: ['other_conversation'] }],
      ['that is signed', { flags: ['signed'] }],
    ]),
  )('%s', async (_, mail) => {
    expect(await refusals(mail)).toEqual([]);
  });
});

const REFUSED: Record<RefusalCode, readonly (readonly [string, Mail])[]> = {
  no_sender: [['without From', { from: null }], from('undisclosed'), from('<>')],
  auto_submitted: [
    header('Auto-Submitted: auto-replied'),
    header('Auto-Submitted: auto-generated'),
    header('Auto-Submitted: auto-notified; owner-email="a@b.example"'),
    header('auto-submitted: AUTO-REPLIED'),
    header('Auto-Submitted: auto-replied (vacation)'),
    header('Auto-Submitted: yes'),
    header('Auto-Submitted: nope'),
    header('Auto-Submitted: auto-replied', 'Auto-Submitted: no'),
  ],
  empty_return_path: [
    header('Return-Path: <>'),
    header('Return-Path:'),
    header('Return-Path: < >'),
    header('return-path:  <>  '),
  ],
  mailer_daemon: [
    from('Mail Delivery System <MAILER-DAEMON@mx.client.example>'),
    from('mailer-daemon@client.example'),
    from('mailer_daemon@client.example'),
    from('Postmaster <postmaster@client.example>'),
    from('mdaemon@client.example'),
    from('double-bounce@client.example'),
    header('Return-Path: <MAILER-DAEMON@mx.client.example>'),
    header('Sender: Mail Daemon <mail-daemon@client.example>'),
  ],
  report: [
    header('Content-Type: multipart/report; report-type=delivery-status; boundary=x'),
    header('Content-Type: Multipart/Report; report-type=disposition-notification; boundary=x'),
    header('Content-Type: multipart/report; report-type=feedback-report; boundary=x'),
    header('Content-Type: multipart/report; boundary=x'),
    header('X-Failed-Recipients: marie@client.example'),
    ['flagged as a bounce', { flags: ['bounce'] }],
    ['flagged as a complaint', { flags: ['complaint'] }],
  ],
  mailing_list: [
    header('List-Id: <lettre.client.example>'),
    header('List-Unsubscribe: <mailto:x@client.example>'),
    header('List-Unsubscribe-Post: List-Unsubscribe=One-Click'),
    header('List-Post: NO'),
    header('List-Help: <https://client.example/help>'),
    header('List-Archive: <https://client.example/archive>'),
    header('List-Owner: <mailto:owner@client.example>'),
    header('List-Subscribe: <mailto:join@client.example>'),
    header('list-software: Sympa'),
    header('LIST-ID: lettre'),
  ],
  precedence: [
    header('Precedence: bulk'),
    header('Precedence: list'),
    header('Precedence: junk'),
    header('Precedence: auto_reply'),
    header('precedence: BULK'),
    header('Precedence: bulk (mail merge)'),
  ],
  response_suppressed: [
    header('X-Auto-Response-Suppress: All'),
    header('X-Auto-Response-Suppress: OOF'),
    header('X-Auto-Response-Suppress: AutoReply'),
    header('X-Auto-Response-Suppress: DR, OOF, AutoReply'),
    header('x-auto-response-suppress: dr,rn,nrn,oof'),
  ],
  auto_reply_header: [
    header('X-Autoreply: yes'),
    header('X-Autorespond: Absence'),
    header('X-Auto-Reply: 1'),
    header('X-Autoresponder: vacation'),
    header('x-autoreply: YES'),
  ],
  loop: [
    header('X-Loop: accueil@atelier.example'),
    header('X-Loop: autre@client.example'),
    header('X-Relais-Loop: abc'),
  ],
  feedback_id: [header('Feedback-ID: 1:campagne:client')],
  bulk: [['flagged as a newsletter', { flags: ['bulk'] }]],
  spam: [header('X-Spam-Flag: YES'), header('X-Spam-Flag: yes, score=9')],
  no_reply_address: [
    from('noreply@client.example'),
    from('no-reply@client.example'),
    from('No_Reply@client.example'),
    from('no.reply+ticket-12@client.example'),
    from('commande-no-reply@client.example'),
    from('boutique.noreply@client.example'),
    from('donotreply@client.example'),
    from('do-not-reply@client.example'),
    from('ne-pas-repondre@client.example'),
    from('nepasrepondre@client.example'),
    from('facture-ne-pas-repondre@client.example'),
    from('pas-de-reponse@client.example'),
    from('nicht-antworten@client.example'),
    from('keine-antwort@client.example'),
    from('no-responder@client.example'),
    from('no-contestar@client.example'),
    from('non-rispondere@client.example'),
    from('niet-beantwoorden@client.example'),
    from('notifications@client.example'),
    from('bounce+12@client.example'),
  ],
  away_subject: [
    subject('Réponse automatique : Question'),
    subject('Reponse automatique'),
    subject('=?utf-8?Q?R=C3=A9ponse_automatique_=3A_devis?='),
    subject('Message d’absence'),
    subject("Notification d'absence : Question"),
    subject('Message automatique d’absence'),
    subject('Absence du bureau'),
    subject('Absence du bureau Re: Question sur mon inscription'),
    subject('RE : Absence du bureau – Marie Dumitru'),
    subject('Abwesenheit: Frage'),
    subject('Ausencia de la oficina hasta el lunes'),
    subject('Assenza dall’ufficio'),
    subject('Afwezigheid: vraag'),
    subject('Out of Office Re: Question'),
    subject('Absence : Question sur mon inscription'),
    subject('Absente du bureau jusqu’au 3'),
    subject('Je suis actuellement en congés'),
    subject('En vacances jusqu’au 15 août'),
    subject('Hors du bureau'),
    subject('Automatic reply: Question'),
    subject('Auto-Reply: Question'),
    subject('Automatic response'),
    subject('Autoreply'),
    subject('Out of Office: Question'),
    subject('Out of the office until Monday'),
    subject('Out-of-Office reply'),
    subject('Vacation response'),
    subject('I am currently out of the office'),
    subject('On annual leave until 3 May'),
    subject('OOO: back on Monday'),
    subject('Re: Automatic reply: Question'),
    subject('[Out of office] Question'),
    subject('Automatische Antwort: Frage'),
    subject('Abwesenheitsnotiz'),
    subject('Abwesenheitsnachricht: Frage'),
    subject('Abwesend bis 3. Mai'),
    subject('Nicht im Büro'),
    subject('Im Urlaub bis Montag'),
    subject('AW: Automatische Antwort'),
    subject('Respuesta automática: Pregunta'),
    subject('Fuera de la oficina'),
    subject('Aviso de ausencia'),
    subject('De vacaciones hasta el lunes'),
    subject('Risposta automatica: Domanda'),
    subject('Fuori sede: Domanda'),
    subject('Messaggio di assenza'),
    subject('In ferie fino al 3'),
    subject('Automatisch antwoord: Vraag'),
    subject('Afwezigheidsbericht'),
    subject('Niet op kantoor'),
    subject('Op vakantie tot maandag'),
  ],
  automatic: [['flagged as an automatic answer', { flags: ['auto_reply'] }]],
  own_address: [
    from('Accueil <accueil@atelier.example>'),
    from('ACCUEIL@ATELIER.EXAMPLE'),
    from('collegue@atelier.example'),
    from('bot@crm.atelier.example'),
    header('Sender: accueil@atelier.example'),
    header('Return-Path: <accueil@atelier.example>'),
    ['written by Relais', { isWrittenByRelais: true }],
    ['flagged as from our own address', { flags: ['from_own_address'] }],
    ['flagged as from our own domain', { flags: ['from_own_domain'] }],
  ],
  not_authenticated: [['not confirmed by our server', { flags: ['not_authenticated'] }]],
  stranger: [['from somebody else than the contact', { flags: ['stranger'] }]],
  recent_reply: [
    ['a second after our message', { history: { sinceOurReplyMs: 1_000 } }],
    ['just before two minutes', { history: { sinceOurReplyMs: 119_999 } }],
    ['dated before our message', { history: { sinceOurReplyMs: -5 } }],
  ],
  thread_limit: [
    ['after five automatic replies in the thread', { history: { inThreadCount: 5 } }],
    ['after more of them', { history: { inThreadCount: 50 } }],
  ],
  sender_limit: [['after three automatic replies', { history: { toSenderCount: 3 } }]],
  domain_draft_limit: [
    ['after sixty drafts for its domain within a day', { history: { domainDraftCount: 60 } }],
  ],
  draft_limit: [['after twenty drafts within a day', { history: { draftCount: 20 } }]],
  company_limit: [
    [
      'of 500 in an hour, whatever was received',
      { history: { companyReplyCount: 500, companyInboundCount: 100_000 } },
    ],
    ['almost all was answered', { history: { companyReplyCount: 81, companyInboundCount: 100 } }],
    ['30 of 30 were answered', { history: { companyReplyCount: 30, companyInboundCount: 30 } }],
  ],
};

describe.each(Object.entries(REFUSED))('refused as %s', (code, rows) => {
  test.each(rows)('%s', async (_, mail) => {
    expect(await refusals(mail)).toContain(code);
  });
});

test('every rule has its mails', () => {
  expect(Object.keys(REFUSED).toSorted()).toEqual(REFUSAL_CODES.toSorted());
});

test('in mode validation too, all but a sender that is not confirmed', async () => {
  for (const [code, rows] of Object.entries(REFUSED)) {
    if (code === 'not_authenticated') continue;
    for (const [, mail] of rows) {
      expect(await refusals({ ...mail, mode: 'validation' })).toContain(code);
    }
  }
});
