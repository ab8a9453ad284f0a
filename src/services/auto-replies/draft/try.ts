import type { Deps } from '../../../deps.ts';
import { ownPart } from '../../../domain/auto-replies/context.ts';
import type { Finding } from '../../../domain/auto-replies/gate.ts';
import type { RefusalCode } from '../../../domain/auto-replies/refusals.ts';
import type { FolderAutoReply } from '../../../domain/auto-replies/settings.ts';
import type { AutoReplyMode } from '../../../domain/auto-replies/statuses.ts';
import type { Verdict } from '../../../domain/auto-replies/verdicts.ts';
import { findQuote } from '../../../domain/messages/quotes.ts';
import { replySubject } from '../../../domain/replies/text.ts';
import { inCompany, type Transaction } from '../../../platform/database.ts';
import type { Actor } from '../../../platform/facts.ts';
import { findInbound, type InboundRow } from '../../../queries/auto-replies/inbound.ts';
import type { SegmentRow } from '../../../queries/auto-replies/records.ts';
import { listThread } from '../../../queries/auto-replies/thread.ts';
import type { ConversationRow } from '../../../queries/conversations/records.ts';
import { runPrompt, type RunPromptDeps } from '../../ai/run-prompt.ts';
import { judgeMessage } from '../judge.ts';
import { unansweredReasonOf } from '../plan.ts';
import { examineDraft, reasonForPerson, recipientOf, type RecipientOfDraft } from './examine.ts';
import {
  writeDraft,
  type DraftOutcome,
  type DraftSource,
  type RetrievedPassage,
  type WrittenDraft,
} from './write.ts';

/** What would become of a message with settings that are not saved: by the functions that decide about real ones. */

export interface PastedMessage {
  from: string;
  subject: string;
  text: string;
}

interface Tried {
  folderId: number;
  settings: FolderAutoReply;
  /** Of a conversation: its last received message. */
  source: PastedMessage | ConversationRow;
  timeoutMs: number;
}

export interface Trial {
  verdict: Verdict;
  /** Null: the rules in `refusals`, or nothing speaks against sending it. */
  reason: string | null;
  mode: AutoReplyMode;
  refusals: RefusalCode[];
  passages: readonly RetrievedPassage[];
  /** Also shown if a rule refuses. */
  draft: {
    subject: string;
    recipientAddress: string | null;
    text: string;
    segments: SegmentRow[];
    language: string | null;
    intent: string | null;
  } | null;
  findings: Finding[];
  /** Why there is no draft. */
  failure: string | null;
  runId: string | null;
  isDemo: boolean;
}

type TryDeps = RunPromptDeps & Pick<Deps, 'encryptionKeys'>;

/**
 * Out: undefined if the conversation has no received message. Stores the run of the model, and nothing else; sends
 * nothing. Twice: the model is asked again.
 */
export const tryAutoReply = async (
  deps: TryDeps,
  actor: Actor,
  { folderId, settings, source, timeoutMs }: Tried,
): Promise<Trial | undefined> => {
  const mode = settings.mode === 'off' ? 'validation' : settings.mode;
  const read = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(deps.database, actor, work, deps.announce);
  const found = await read(async (tx) => {
    const material = await readMaterial(tx, source);
    if (material === undefined) return undefined;
    const { message, conversationId } = material;
    const judged = { message, conversationId, mode, now: deps.clock.now() };
    return { material, refusals: await judgeMessage(deps, tx, judged) };
  });
  if (found === undefined) return undefined;
  const { thread } = found.material;
  const written = await writeDraft(deps, actor, { settings, thread, previous: null }, (request) =>
    runPrompt(deps, actor, {
      ...request,
      subject: { kind: 'inbox_folder', id: String(folderId) },
      timeoutMs,
    }),
  );
  return read((tx) =>
    judgeTrial(tx, {
      ...found,
      written,
      settings: { ...settings, mode },
      mode,
      now: deps.clock.now(),
    }),
  );
};

interface Material {
  message: InboundRow;
  /** Null: a pasted message begins one. */
  conversationId: number | null;
  filedIntent: string | null;
  thread: DraftSource['thread'];
  recipient: RecipientOfDraft;
  /** Undefined: that of a pasted message is not known. */
  mailboxId: number | null | undefined;
  unanswered: string | null;
}

const readMaterial = async (
  tx: Transaction,
  source: Tried['source'],
): Promise<Material | undefined> => {
  if (!('id' in source)) return materialOf(source);
  const thread = await listThread(tx, source.id);
  const last = thread.findLastIndex(({ direction }) => direction === 'in');
  const message = await findInbound(tx, thread[last]?.id ?? 0);
  if (message === undefined) return undefined;
  const unanswered = unansweredReasonOf(source);
  return {
    message,
    conversationId: source.id,
    filedIntent: source.intent,
    thread: thread.slice(0, last + 1).map((one) => ({ ...one, text: ownPart(one) })),
    recipient: await recipientOf(tx, source),
    mailboxId: source.mailbox_id,
    // An old conversation is tried as if it were open.
    unanswered: unanswered === 'status' ? null : unanswered,
  };
};

const materialOf = ({ from, subject, text: pasted }: PastedMessage): Material => {
  const text = pasted.replaceAll('\r\n', '\n');
  const message: InboundRow = {
    id: 0,
    direction: 'in',
    mailbox_id: null,
    sender_name: '',
    sender_address: from,
    subject,
    internet_message_id: null,
    flags: [],
    headers: {},
    text,
    quote_offset: findQuote(text),
  };
  return {
    message,
    conversationId: null,
    filedIntent: null,
    thread: [{ id: null, direction: 'in', subject, text: ownPart(message) }],
    recipient: { to: { name: '', address: from }, answered: undefined },
    mailboxId: undefined,
    unanswered: null,
  };
};

interface Judged {
  material: Material;
  refusals: RefusalCode[];
  written: WrittenDraft;
  settings: FolderAutoReply;
  mode: AutoReplyMode;
  now: Date;
}

const judgeTrial = async (
  tx: Transaction,
  { material, refusals, written, settings, mode, now }: Judged,
): Promise<Trial> => {
  const { message, recipient, mailboxId, unanswered } = material;
  const { outcome, passages, result } = written;
  const subject = replySubject(message.subject);
  const to = 'to' in recipient ? recipient.to : undefined;
  const examined =
    outcome.kind === 'failed'
      ? undefined
      : await examineDraft(tx, {
          outcome,
          subject,
          to,
          filedIntent: material.filedIntent,
          settings,
        });
  const findings = examined?.findings ?? [];
  const failure = failureOf(outcome, recipient);
  const real =
    material.conversationId === null || !('to' in recipient)
      ? undefined
      : { ...recipient, message };
  const person = { settings, findings, isAsked: false, mailboxId, real, now };
  const reason = failure === null ? await reasonForPerson(tx, person) : null;
  return {
    ...verdictOf({ unanswered, refusals, failure, reason }),
    mode,
    refusals,
    passages,
    draft:
      outcome.kind === 'failed' || examined === undefined
        ? null
        : {
            subject,
            recipientAddress: to?.address ?? null,
            text: examined.text,
            segments: examined.segments,
            language: outcome.language,
            intent: outcome.intent,
          },
    findings,
    failure,
    runId: result?.runId ?? null,
    isDemo: result?.isDemo ?? false,
  };
};

const failureOf = (outcome: DraftOutcome, recipient: RecipientOfDraft): string | null => {
  if (outcome.kind === 'failed') return outcome.reason;
  return 'failure' in recipient ? recipient.failure : null;
};

/** In the order in which the real path asks. */
const verdictOf = (input: {
  unanswered: string | null;
  refusals: readonly RefusalCode[];
  failure: string | null;
  reason: string | null;
}): Pick<Trial, 'verdict' | 'reason'> => {
  const { unanswered, refusals, failure, reason } = input;
  if (unanswered !== null) return { verdict: 'refused', reason: unanswered };
  if (refusals.length > 0) return { verdict: 'refused', reason: null };
  if (failure !== null) return { verdict: 'failed', reason: failure };
  return { verdict: reason === null ? 'sent' : 'to_approve', reason };
};
