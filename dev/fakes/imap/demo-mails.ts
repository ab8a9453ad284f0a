import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from './mailbox.ts';
import { withResults } from './results.ts';

/** The mail of the demo company: what came in the last weeks, and what keeps coming while one looks. */

const COMPANY = { name: 'ABJ – Accueil', address: 'contact@abj.example' };
const HOUR_MS = 3_600_000;

interface Draft {
  id: string;
  from: { name: string; address: string };
  subject: string;
  text: string;
  hoursAgo: number;
  /** The id of the mail that it answers. */
  answers?: string;
  isSeen?: boolean;
  headers?: Record<string, string>;
  html?: string;
  attachments?: { filename: string; content: Buffer; contentType: string }[];
}

const person = (name: string): Draft['from'] => ({
  name,
  address: `${name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '.')}@example.com`,
});

/** A PDF of one page, written by hand. */
const pdf = (title: string): Buffer => {
  const text = `BT /F1 18 Tf 60 760 Td (${title}) Tj ET`;
  return Buffer.from(
    [
      '%PDF-1.4',
      '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
      '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj',
      `4 0 obj<</Length ${text.length}>>stream\n${text}\nendstream endobj`,
      '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj',
      'trailer<</Root 1 0 R>>',
      '%%EOF',
    ].join('\n'),
    'latin1',
  );
};

/** One pixel, gold. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP4v5zhPwAGpgKJw0cjrQAAAABJRU5ErkJggg==',
  'base64',
);

const INBOX: readonly Draft[] = [
  {
    id: 'devis-1',
    from: person('Marie Dumitru'),
    subject: 'Demande de devis – CAP Bijouterie',
    text: 'Bonjour,\n\nJe souhaite un devis pour le CAP Bijouterie-Joaillerie, session de septembre.\nEst-il possible de payer en trois fois ?\n\nMerci d’avance,\nMarie Dumitru',
    hoursAgo: 500,
    isSeen: true,
  },
  {
    id: 'devis-3',
    from: person('Marie Dumitru'),
    subject: 'Re: Demande de devis – CAP Bijouterie',
    text: 'Merci pour votre réponse rapide !\nJe vous envoie mon dossier cette semaine.\n\nMarie\n\nLe 9 nov. 2026, ABJ – Accueil a écrit :\n> Bonjour Marie,\n> Oui, le paiement en trois fois est possible.',
    hoursAgo: 460,
    answers: 'devis-2',
    isSeen: true,
  },
  {
    id: 'dossier',
    from: person('Lucas Moreau'),
    subject: 'Pièces de mon dossier',
    text: 'Bonjour,\n\nVoici ma pièce d’identité et mon CV.\nDites-moi s’il manque quelque chose.\n\nLucas Moreau',
    hoursAgo: 300,
    isSeen: true,
    attachments: [
      {
        filename: 'Pièce d’identité – été.pdf',
        content: pdf('Piece'),
        contentType: 'application/pdf',
      },
      { filename: 'CV Lucas Moreau.pdf', content: pdf('CV'), contentType: 'application/pdf' },
    ],
  },
  {
    id: 'lettre',
    from: { name: 'La Lettre des Métiers d’Art', address: 'lettre@metiers.example.org' },
    subject: 'La lettre de novembre : salons, bourses, concours',
    text: 'Les rendez-vous du mois.\nSe désabonner : https://metiers.example.org/adieu',
    html: '<h1>La lettre de novembre</h1><p>Les rendez-vous du mois.</p><p><a href="https://metiers.example.org/adieu">Se désabonner</a></p>',
    hoursAgo: 200,
    headers: {
      'List-Id': 'Lettre des metiers <lettre.metiers.example.org>',
      'List-Unsubscribe': '<https://metiers.example.org/adieu>',
      Precedence: 'bulk',
    },
  },
  {
    id: 'cpf',
    from: person('Juliette Rimbo'),
    subject: 'Prise en charge CPF',
    text: 'Bonjour,\n\nMon CPF couvre 8 000 €. Comment régler les 500 € restants ?\n\nCordialement,\nJuliette Rimbo',
    hoursAgo: 150,
    isSeen: true,
  },
  {
    id: 'visite',
    from: person('Hugo Garcia'),
    subject: 'Visite de l’atelier',
    text: 'Bonjour, peut-on visiter l’atelier de Lyon un samedi matin ?\nHugo',
    hoursAgo: 122,
  },
  {
    id: 'photo',
    from: person('Inès Petit'),
    subject: 'Ma première bague 💍',
    text: 'Bonjour à toute l’équipe,\n\nVoici une photo de ma première bague terminée. Merci à Yann pour ses conseils !\n\nInès',
    hoursAgo: 98,
    attachments: [{ filename: 'bague.png', content: PNG, contentType: 'image/png' }],
  },
  {
    id: 'facture',
    from: person('Nadia Benkacem'),
    subject: 'Facture n° 2026-118 introuvable',
    text: 'Bonjour,\n\nJe ne trouve plus la facture n° 2026-118. Pouvez-vous me la renvoyer ?\n\nNadia Benkacem',
    hoursAgo: 74,
  },
  {
    id: 'report',
    from: person('Linh Nguyen'),
    subject: 'Report de mon entretien',
    text: 'Bonjour,\n\nJe suis malade : mon entretien de jeudi peut-il être reporté à la semaine prochaine ?\n\nLinh',
    hoursAgo: 50,
  },
  {
    id: 'fournisseur',
    from: { name: 'Comptoir des Métaux', address: 'commandes@comptoir.example.net' },
    subject: 'Votre commande 44871 est expédiée',
    text: 'Bonjour,\n\nVotre commande d’argent 925 (2 kg) part aujourd’hui.\nLivraison prévue sous 48 h.\n\nComptoir des Métaux',
    hoursAgo: 26,
    isSeen: true,
  },
  {
    id: 'absence',
    from: person('Paul Ferrand'),
    subject: 'Réponse automatique : convention de stage',
    text: 'Je suis absent jusqu’au 7 décembre. En cas d’urgence : accueil@ferrand.example.',
    hoursAgo: 8,
    headers: { 'Auto-Submitted': 'auto-replied' },
  },
];

/** Comes while one looks for the first time: mail that was there before is not news. */
const URGENT: Draft = {
  id: 'urgent',
  from: person('Karim Haddad'),
  subject: 'URGENT : convention à signer avant demain midi',
  text: 'Bonjour,\n\nMon financeur attend la convention signée avant demain midi, sinon je perds ma prise en charge.\nPouvez-vous me rappeler au 06 11 22 33 44 ?\n\nMerci,\nKarim Haddad',
  hoursAgo: 0,
  headers: { Importance: 'high', 'X-Priority': '1' },
};

/** The company's own answer, as a mail client files it. */
const SENT: readonly Draft[] = [
  {
    id: 'devis-2',
    from: COMPANY,
    subject: 'Re: Demande de devis – CAP Bijouterie',
    text: 'Bonjour Marie,\n\nOui, le paiement en trois fois est possible. Vous trouverez le devis en pièce jointe.\n\nSofia Martin',
    hoursAgo: 480,
    answers: 'devis-1',
    isSeen: true,
    attachments: [{ filename: 'Devis.pdf', content: pdf('Devis'), contentType: 'application/pdf' }],
  },
];

export const demoMails = async (nowMs: number): Promise<Mail[]> =>
  Promise.all([
    ...INBOX.map((draft) => mailOf(draft, 'INBOX', nowMs)),
    ...SENT.map((draft) => mailOf(draft, 'Sent', nowMs)),
  ]);

export const urgentMail = (nowMs: number): Promise<Mail> => mailOf(URGENT, 'INBOX', nowMs);

const SUBJECTS = [
  ['Question sur les horaires', 'Bonjour, l’accueil est-il ouvert le vendredi après-midi ?'],
  ['Mon inscription', 'Bonjour, avez-vous bien reçu mon inscription pour janvier ?'],
  [
    'Attestation de présence',
    'Bonjour, il me faut une attestation de présence pour mon employeur.',
  ],
  [
    'URGENT : absence demain',
    'Bonjour, je ne pourrai pas venir demain. Comment rattraper le cours ?',
  ],
  ['Tarif du CAP ATBJ', 'Bonjour, quel est le tarif du CAP ATBJ en deux ans ?'],
  ['Logement à Lyon', 'Bonjour, connaissez-vous des logements proches de l’école ?'],
] as const;
const NAMES = ['Amel Cherif', 'Bruno Lopez', 'Chloé Martinez', 'David Kone', 'Élodie Roy'] as const;

/** The next mail of a customer who writes while one looks. Each is a conversation of its own. */
export const incomingMail = (number: number, startedAtMs: number, nowMs: number): Promise<Mail> => {
  // Each start begins elsewhere: the same person with the same subject would continue a conversation.
  const turn = number + Math.floor(startedAtMs / 1000);
  const [subject, text] = SUBJECTS[turn % SUBJECTS.length] ?? SUBJECTS[0];
  const name = NAMES[turn % NAMES.length] ?? NAMES[0];
  const draft = {
    id: `arrivee-${startedAtMs}-${number}`,
    from: person(name),
    subject,
    text: `${text}\n\nMerci,\n${name}`,
    hoursAgo: 0,
  };
  return mailOf(draft, 'INBOX', nowMs);
};

const messageIdOf = (id: string): string => `<${id}@demo.example.com>`;

const mailOf = async (draft: Draft, folder: Mail['folder'], nowMs: number): Promise<Mail> => {
  const date = new Date(nowMs - draft.hoursAgo * HOUR_MS);
  const to = folder === 'INBOX' ? COMPANY : person('Marie Dumitru');
  const raw = await new MailComposer({
    messageId: messageIdOf(draft.id),
    from: draft.from,
    to,
    subject: draft.subject,
    date,
    text: draft.text,
    ...(draft.html === undefined ? {} : { html: draft.html }),
    ...(draft.answers === undefined
      ? {}
      : { inReplyTo: messageIdOf(draft.answers), references: messageIdOf(draft.answers) }),
    headers: draft.headers ?? {},
    attachments: draft.attachments ?? [],
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  return { folder, raw: withResults(raw, 'pass'), receivedAt: date, isSeen: draft.isSeen ?? false };
};
