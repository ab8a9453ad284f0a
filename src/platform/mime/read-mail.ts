import type { MailFlag, MailReport, ParsedMail } from '../../domain/messages/parsed.ts';
import {
  readDeliveryStatus,
  readFeedback,
  readPlainBounce,
  returnedMessageId,
} from '../../domain/messages/reports.ts';
import { readAttachments, type ReadAttachment } from './attachments.ts';
import { readBodies } from './bodies.ts';
import { contentHashOf } from './content-hash.ts';
import { hasAmbiguousSender, readHeaders } from './headers.ts';
import { sortParts, type SortedParts } from './parts.ts';
import { readTree } from './tree.ts';

/** Reads one mail in memory. `parseMail` runs it in a thread, with limits. */

export interface ReadMail {
  mail: ParsedMail;
  /** The contents to store, in the order of `mail.attachments`; undefined where one was refused. */
  contents: readonly (Uint8Array | undefined)[];
}

export const readMail = async (bytes: Uint8Array): Promise<ReadMail> => {
  const { root, isTruncated } = await readTree(bytes);
  const facts = readHeaders(root);
  const parts = sortParts(root);
  const bodies = readBodies(parts.texts, parts.calendarLines);
  const { read, isTruncated: isCut } = await readAttachments(
    parts.attachments,
    contentIdsIn(bodies.html ?? ''),
  );
  const report = reportOf(facts, parts, bodies.text);
  const flags = new Set<MailFlag>(parts.flags);
  if (isTruncated || isCut || bodies.isTruncated) flags.add('truncated');
  if (hasAmbiguousSender(root)) flags.add('ambiguous_sender');
  if (bodies.text.includes('-----BEGIN PGP MESSAGE-----')) flags.add('encrypted');
  if (report?.kind === 'complaint') flags.add('complaint');
  else if (report !== null) flags.add('bounce');
  if (report !== null || isAutomatic(facts, root.params['report-type'])) flags.add('auto_reply');
  const { isTruncated: _, ...shown } = bodies;
  return {
    mail: {
      ...facts,
      ...shown,
      attachments: read.map(({ attachment }) => attachment),
      report,
      flags: [...flags],
      contentHash: contentHashOf(facts, parts.texts, hashesOf(read, parts)),
    },
    contents: read.map(({ content }) => content),
  };
};

const hashesOf = (read: readonly ReadAttachment[], parts: SortedParts): string[] => [
  ...read.map(({ hash }) => hash),
  parts.deliveryStatus ?? '',
  parts.feedback ?? '',
];

const contentIdsIn = (html: string): ReadonlySet<string> =>
  new Set(
    [...html.matchAll(/ data-cid="([^"]{1,300})"/g)].map(([, id = '']) =>
      id.replaceAll('&amp;', '&'),
    ),
  );

type HeaderFacts = ReturnType<typeof readHeaders>;

/** RFC 3834, and what programs without it say. */
const isAutomatic = (
  { headers, subject }: HeaderFacts,
  reportType: string | undefined,
): boolean => {
  const submitted = headers['auto-submitted']?.toLowerCase() ?? 'no';
  return (
    !/^no\b/.test(submitted) ||
    headers['x-autoreply'] !== undefined ||
    headers['x-autorespond'] !== undefined ||
    headers['precedence']?.toLowerCase() === 'auto_reply' ||
    headers['return-path'] === '<>' ||
    reportType?.toLowerCase() === 'disposition-notification' ||
    AUTOMATIC_SUBJECT.test(subject)
  );
};

const AUTOMATIC_SUBJECT =
  /^(?:réponse automatique|reponse automatique|automatic reply|auto[- ]?reply|out of (?:the )?office|absence du bureau|automatische antwort)\s?(?::|$)/i;

const reportOf = (facts: HeaderFacts, parts: SortedParts, text: string): MailReport | null => {
  const returned = returnedMessageId(parts.returned ?? '');
  if (parts.feedback !== null) {
    return {
      kind: 'complaint',
      originalMessageId: returned,
      recipients: readFeedback(parts.feedback),
    };
  }
  if (parts.deliveryStatus !== null) {
    const status = readDeliveryStatus(parts.deliveryStatus);
    return status === null
      ? null
      : { ...status, originalMessageId: returned ?? returnedMessageId(text) };
  }
  if (!isPlainBounce(facts, text)) return null;
  const failed = (facts.headers['x-failed-recipients'] ?? '').split(',');
  const original =
    returned ?? returnedMessageId(text) ?? facts.inReplyTo ?? facts.references.at(-1) ?? null;
  return { ...readPlainBounce(text, failed), originalMessageId: original };
};

/** A report without the form of RFC 3464: from Exim, qmail, Postfix with a lost part, Exchange. */
const isPlainBounce = ({ headers, from, subject }: HeaderFacts, text: string): boolean => {
  if (headers['x-failed-recipients'] !== undefined) return true;
  if (/^Hi\. This is the qmail-send program/m.test(text.slice(0, 2_000))) return true;
  const isFromServer =
    headers['return-path'] === '<>' || /^(?:mailer-daemon|postmaster)@/.test(from?.address ?? '');
  return isFromServer && BOUNCE_SUBJECT.test(subject);
};

const BOUNCE_SUBJECT =
  /undeliver(?:able|ed)|delivery (?:status notification|failure|has failed)|mail delivery (?:failed|system)|returned mail|failure notice|non[- ]remis|échec de (?:la )?remise|message non distribué|retour à l['’]expéditeur/i;
