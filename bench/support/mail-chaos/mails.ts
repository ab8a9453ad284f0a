import { createHash } from 'node:crypto';

/** Generated mails of one mailbox: threads, newsletters, attachments, repeated content and missing ids. */

export interface ChaosMail {
  raw: Buffer;
  /** Of `raw`. Two mails with the same are one message. */
  sha256: string;
  subject: string;
  receivedAt: Date;
  /** It arrives while the mailbox is read. The others were there before it was connected. */
  isNew: boolean;
  isNewsletter: boolean;
  /** The same content came before. */
  isRepeated: boolean;
  /** Of the mail that it answers, if the conversation of that one is assigned. */
  assignedRoot: string | null;
}

export const CHAOS_ADDRESS = 'accueil@atelier.example';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Within the first sync, and old enough never to be news. */
const OLDEST_DAYS = 25;
const YOUNGEST_DAYS = 2;
const NEW_SHARE = 0.2;
/** The first mails, each from somebody else. New mails answer them. */
const ROOT_SHARE = 0.01;
const WORDS =
  'bonjour devis formation session dossier candidat attestation planning salle facture relance accord merci dimanche Orléans Béziers août été'.split(
    ' ',
  );

interface Written {
  id: string | null;
  subject: string;
  from: string;
  raw: Buffer;
  isAnswered: boolean;
}

export const writeMails = (
  count: number,
  { random, now }: { random: () => number; now: Date },
): ChaosMail[] => {
  const oldCount = Math.round(count * (1 - NEW_SHARE));
  const rootCount = Math.max(4, Math.round(count * ROOT_SHARE));
  const written: Written[] = [];
  const mails: ChaosMail[] = [];
  for (let number = 0; number < count; number += 1) {
    const isNew = number >= oldCount;
    const days = OLDEST_DAYS - ((OLDEST_DAYS - YOUNGEST_DAYS) * number) / oldCount;
    const sentAt = isNew ? now : new Date(now.getTime() - days * DAY_MS);
    const drawn = drawKind(random, { isNew, isRoot: number < rootCount });
    const parent =
      drawn === 'answer_to_root'
        ? pick(written.slice(0, rootCount), random)
        : pick(written.slice(rootCount), random);
    const kind = parent === undefined ? 'root' : drawn;
    if (kind === 'repeated' && parent !== undefined) {
      mails.push(toMail(parent.raw, parent.subject, { isNew, sentAt, isRepeated: true }));
      continue;
    }
    const one = writeOne(number, kind, parent, { random, sentAt });
    written.push(one);
    mails.push({
      ...toMail(one.raw, one.subject, { isNew, sentAt, isRepeated: false }),
      isNewsletter: kind === 'newsletter',
      assignedRoot: kind === 'answer_to_root' && parent !== undefined ? sha256Of(parent.raw) : null,
    });
  }
  return mails;
};

const KINDS = [
  ['root', 0.55],
  ['answer', 0.85],
  ['answer_by_subject', 0.89],
  ['newsletter', 0.93],
  ['without_id', 0.96],
  ['same_id', 0.97],
  ['repeated', 1],
] as const;
type Kind = (typeof KINDS)[number][0] | 'answer_to_root';

const drawKind = (
  random: () => number,
  { isNew, isRoot }: { isNew: boolean; isRoot: boolean },
): Kind => {
  const drawn = random();
  if (isRoot) return 'root';
  if (isNew && random() < 0.5) return 'answer_to_root';
  return KINDS.find(([, share]) => drawn < share)?.[0] ?? 'root';
};

const pick = <T>(values: readonly T[], random: () => number): T | undefined =>
  values[Math.floor(random() * values.length)];

const sha256Of = (raw: Buffer): string => createHash('sha256').update(raw).digest('hex');

const toMail = (
  raw: Buffer,
  subject: string,
  { isNew, sentAt, isRepeated }: { isNew: boolean; sentAt: Date; isRepeated: boolean },
): ChaosMail => ({
  raw,
  sha256: sha256Of(raw),
  subject,
  receivedAt: sentAt,
  isNew,
  isNewsletter: false,
  isRepeated,
  assignedRoot: null,
});

const writeOne = (
  number: number,
  kind: Kind,
  parent: Written | undefined,
  { random, sentAt }: { random: () => number; sentAt: Date },
): Written => {
  const isAnswer = kind === 'answer' || kind === 'answer_to_root';
  const isBySubject = kind === 'answer_by_subject' && parent?.isAnswered === false;
  if (isBySubject) parent.isAnswered = true;
  const from =
    (isAnswer || isBySubject) && parent !== undefined
      ? parent.from
      : `client${number}@clients.example`;
  const subject = isBySubject
    ? `Re: ${parent.subject}`
    : `${isAnswer ? 'Re: ' : ''}Dossier ${number} ${words(2, random)}`;
  const id =
    kind === 'without_id'
      ? null
      : kind === 'same_id' && parent?.id
        ? parent.id
        : `chaos-${number}@clients.example`;
  const reference = isAnswer && parent?.id ? parent.id : null;
  const headers = [
    `From: Client ${number} <${from}>`,
    `To: <${CHAOS_ADDRESS}>`,
    `Subject: ${subject}`,
    `Date: ${sentAt.toUTCString()}`,
    ...(id === null ? [] : [`Message-ID: <${id}>`]),
    ...(reference === null ? [] : [`In-Reply-To: <${reference}>`, `References: <${reference}>`]),
    ...(kind === 'newsletter' ? ['List-Id: <nouvelles.clients.example>'] : []),
    'MIME-Version: 1.0',
  ];
  const text = `Mail ${number}\r\n${words(80 + Math.floor(random() * 400), random)}`;
  const raw = Buffer.from([...headers, ...bodyOf(text, random), ''].join('\r\n'), 'utf8');
  return { id, subject, from, raw, isAnswered: isAnswer || isBySubject };
};

const FILE_SHARE = 0.05;
/** Read in parts. */
const LARGE_SHARE = 0.001;
const LARGE_SIZE_BYTES = 1_300_000;
const FILE_SIZE_MAX_BYTES = 40_000;
const BOUNDARY = 'chaos-boundary';

const bodyOf = (text: string, random: () => number): string[] => {
  const plain = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', ''];
  const drawn = random();
  if (drawn > FILE_SHARE) return [...plain, text];
  const sizeBytes =
    drawn < LARGE_SHARE ? LARGE_SIZE_BYTES : Math.floor(random() * FILE_SIZE_MAX_BYTES) + 1;
  const file = Buffer.alloc(sizeBytes, words(50, random)).toString('base64');
  return [
    `Content-Type: multipart/mixed; boundary=${BOUNDARY}`,
    '',
    `--${BOUNDARY}`,
    ...plain,
    text,
    `--${BOUNDARY}`,
    'Content-Type: text/plain; name=notes.txt',
    'Content-Disposition: attachment; filename=notes.txt',
    'Content-Transfer-Encoding: base64',
    '',
    file.replaceAll(/.{76}/g, '$&\r\n'),
    `--${BOUNDARY}--`,
  ];
};

/** Lines of mail have at most 998 characters. */
const words = (count: number, random: () => number): string =>
  Array.from(
    { length: count },
    (_, index) => `${pick(WORDS, random) ?? ''}${index % 12 === 11 ? '\r\n' : ' '}`,
  )
    .join('')
    .trimEnd();
