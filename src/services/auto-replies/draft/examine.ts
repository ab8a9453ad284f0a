import { maskText } from '../../../domain/ai/masking.ts';
import { draftText, findingsOf, type Finding } from '../../../domain/auto-replies/gate.ts';
import type { FolderAutoReply } from '../../../domain/auto-replies/settings.ts';
import type { PersonReason } from '../../../domain/auto-replies/verdicts.ts';
import { isWithinBusinessHours } from '../../../domain/conversations/business-hours.ts';
import { authenticationOf, hasTrustedServer } from '../../../domain/messages/authentication.ts';
import { settingsOf } from '../../../domain/settings/shapes.ts';
import type { Transaction } from '../../../platform/database.ts';
import type { InboundRow } from '../../../queries/auto-replies/inbound.ts';
import type { CitationRow, SegmentRow } from '../../../queries/auto-replies/records.ts';
import type { ConversationRow } from '../../../queries/conversations/records.ts';
import type { AnsweredRow } from '../../../queries/replies/context.ts';
import { findSender } from '../../../queries/replies/senders.ts';
import { findSettings } from '../../../queries/settings.ts';
import { ingestContext, receiverOfMailbox } from '../../messages/context.ts';
import { answerTo } from '../../replies/reply.ts';
import { canSend } from '../../replies/senders.ts';
import type { DraftOutcome } from './write.ts';

/** What is looked at in what a model wrote, before anything is sent. Changes nothing. */

interface Examined {
  text: string;
  segments: SegmentRow[];
  /** The passages that it names. */
  citations: CitationRow[];
  findings: Finding[];
}

export const examineDraft = async (
  tx: Transaction,
  {
    outcome,
    subject,
    to,
    filedIntent,
    settings,
  }: {
    outcome: Extract<DraftOutcome, { kind: 'written' }>;
    subject: string;
    /** Undefined: there is no recipient. */
    to: { name: string; address: string } | undefined;
    /** Of the conversation. Null: a pasted message has none. */
    filedIntent: string | null;
    settings: Pick<FolderAutoReply, 'allowed_hosts' | 'mode'>;
  },
): Promise<Examined> => {
  const { segments, passages, intent } = outcome;
  const { own } = await ingestContext(tx);
  const cited = new Set(segments.flatMap(({ passageIds }) => passageIds));
  return {
    text: draftText(segments),
    segments: segments.map(({ text, passageIds }) => ({ text, passage_ids: [...passageIds] })),
    citations: passages.filter((passage) => cited.has(passage.passage_id)),
    findings: findingsOf({
      segments,
      passages: new Map(passages.map((passage) => [passage.passage_id, passage.text])),
      question: outcome.question,
      heading: `${subject}\n${to === undefined || to.name === to.address ? '' : to.name}`,
      intent,
      filedIntent,
      allowedHosts: settings.allowed_hosts,
      ownAddresses: own.mailboxes,
      isSentAlone: settings.mode === 'auto',
      hasSecret: (part) => maskText(part).kinds.length > 0,
    }),
  };
};

export type RecipientOfDraft =
  | { to: { name: string; address: string }; answered: AnsweredRow | undefined }
  | { failure: 'no_recipient' | 'several_recipients' };

/** To whom it goes: from rows, never from the model. */
export const recipientOf = async (
  tx: Transaction,
  conversation: ConversationRow,
): Promise<RecipientOfDraft> => {
  const { answered, recipients } = await answerTo(tx, conversation);
  const [to, ...others] = recipients.to;
  if (to === undefined) return { failure: 'no_recipient' };
  return others.length > 0 ? { failure: 'several_recipients' } : { to, answered };
};

/** Why a person must see a draft against which no rule speaks. Null: it is sent without one. */
export const reasonForPerson = async (
  tx: Transaction,
  {
    settings,
    findings,
    isAsked,
    mailboxId,
    real,
    now,
  }: {
    settings: FolderAutoReply;
    findings: readonly Finding[];
    /** A rule that a person lifted, or what a person asked for, is for a person to see. */
    isAsked: boolean;
    /** That of the conversation. Undefined: it is not known yet. */
    mailboxId: number | null | undefined;
    /** The stored message, and to whom the draft goes. Undefined: a pasted text has none. */
    real:
      | { message: InboundRow; to: { address: string }; answered: AnsweredRow | undefined }
      | undefined;
    now: Date;
  },
): Promise<PersonReason | null> => {
  if (settings.mode !== 'auto') return 'validation';
  if (findings.length > 0) return 'findings';
  if (isAsked) return 'asked';
  if (settings.needs_two) return 'needs_two';
  if (settings.business_hours_only) {
    const { inbox } = settingsOf((await findSettings(tx)).chosen);
    if (!isWithinBusinessHours(now, inbox.business_hours)) return 'outside_business_hours';
  }
  if (real?.message.flags.includes('ambiguous_sender') === true) return 'ambiguous_sender';
  if (real !== undefined && !isToSender(real)) return 'other_recipient';
  const doubt = real === undefined ? null : await doubtAboutSender(tx, real.message);
  if (doubt !== null) return doubt;
  return mailboxId === undefined || (await isUsable(tx, mailboxId)) ? null : 'mailbox';
};

/** The rules judged the sender of the message. A stranger in a conversation is not who gets its replies. */
const isToSender = ({
  message,
  to,
  answered,
}: {
  message: InboundRow;
  to: { address: string };
  answered: AnsweredRow | undefined;
}): boolean => answered?.id === message.id && to.address === message.sender_address;

const doubtAboutSender = async (
  tx: Transaction,
  { headers, mailbox_id: mailboxId }: InboundRow,
): Promise<'no_trusted_server' | 'not_authenticated' | null> => {
  const receiver = receiverOfMailbox(await ingestContext(tx), mailboxId);
  if (!hasTrustedServer(receiver)) return 'no_trusted_server';
  const authentication = authenticationOf(headers['authentication-results'] ?? '', receiver);
  return authentication === 'passed' ? null : 'not_authenticated';
};

const isUsable = async (tx: Transaction, mailboxId: number | null): Promise<boolean> => {
  const sender = mailboxId === null ? undefined : await findSender(tx, { id: mailboxId });
  return sender !== undefined && canSend(sender);
};
