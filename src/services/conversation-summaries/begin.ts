import { v7 as uuidv7 } from 'uuid';
import { summaryPrompt, type SummaryPromptInput } from '../../domain/ai/prompts/summary.ts';
import { ownPart } from '../../domain/auto-replies/context.ts';
import { conversationSummaryTouched } from '../../domain/conversation-summaries/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { listThread } from '../../queries/auto-replies/thread.ts';
import {
  claimSummary,
  findHead,
  findSummary,
  type Head,
  type SummaryRow,
} from '../../queries/conversation-summaries.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { findCompanyLocale } from '../../queries/replies/context.ts';
import type { PromptRequest } from '../ai/run-prompt.ts';
import type { SummaryOutput } from '../../domain/ai/prompts/summary.ts';
import { aboutConversation } from '../conversations/facts.ts';

/** What happens before a model sums up a conversation. */

export interface SummaryWork {
  conversationId: number;
  claimId: string;
  head: Head;
  omittedMessageCount: number;
  /** Whose part of the budget it uses. Null: a person asked for it. */
  sender: string | null;
  /** What the model is given, by id. */
  texts: ReadonlyMap<number, string>;
  input: SummaryPromptInput;
}

export type BegunSummary =
  | { kind: 'begun'; work: SummaryWork }
  /** It knows the last message. */
  | { kind: 'fresh' }
  /** Somebody has it written now. */
  | { kind: 'taken'; until: Date }
  | { kind: 'no_messages' };

/** The newest ones: what is old is left out first. */
const MESSAGE_COUNT_MAX = 60;
const TEXT_TOTAL_MAX = 50_000;

interface Begin {
  /** Under its lock. */
  conversation: ConversationRow;
  /** Also if nothing has changed. */
  isForced: boolean;
  claimMs: number;
  now: Date;
}

/**
 * Claims the summary, so that it is not paid twice. Twice: a person finds it taken; the run of the conversation, which
 * has one at a time, takes over what a dead attempt of its own left.
 */
export const beginSummary = async (
  tx: Transaction,
  { conversation, isForced, claimMs, now }: Begin,
): Promise<BegunSummary> => {
  const { id: conversationId } = conversation;
  const [row, head] = await Promise.all([
    findSummary(tx, conversationId),
    findHead(tx, conversationId),
  ]);
  if (head === undefined) return { kind: 'no_messages' };
  if (!isForced && row !== undefined && !isStale(row, head)) return { kind: 'fresh' };
  const until = row?.claimed_until ?? null;
  const isOwn = row?.claimed_by === null && tx.actor.userId === null;
  if (until !== null && until > now && !isOwn) return { kind: 'taken', until };
  const claimId = uuidv7();
  await claimSummary(tx, {
    conversationId,
    claimId,
    until: new Date(now.getTime() + claimMs),
    triedMessageCount: conversation.message_count,
  });
  tx.emit(conversationSummaryTouched, aboutConversation(conversation));
  const messages = newestWithin(
    (await listThread(tx, conversationId, MESSAGE_COUNT_MAX)).map((message) => ({
      ...message,
      text: ownPart(message),
    })),
  );
  return {
    kind: 'begun',
    work: {
      conversationId,
      claimId,
      head,
      omittedMessageCount: Math.max(0, head.count - messages.length),
      sender: tx.actor.userId === null ? conversation.contact_address : null,
      texts: new Map(messages.map(({ id, text }) => [id, text])),
      input: {
        language: await findCompanyLocale(tx),
        today: dayOf(now),
        messages: messages.map(({ id, direction, occurred_at: at, text }) => ({
          id,
          from: direction === 'in' ? 'customer' : 'company',
          date: dayOf(at),
          text,
        })),
      },
    },
  };
};

/** Of another state of the conversation: a late mail changes the number only. */
export const isStale = (
  { content, message_id: id, message_count: count }: SummaryRow,
  head: Head | undefined,
): boolean => content === null || id !== head?.id || count !== head.count;

const newestWithin = <M extends { text: string }>(messages: readonly M[]): M[] => {
  let total = 0;
  const first = messages.findLastIndex(({ text }) => {
    total += text.length;
    return total > TEXT_TOTAL_MAX;
  });
  return messages.slice(first + 1);
};

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

export const summaryRequest = ({
  conversationId,
  texts,
  sender,
  input,
}: SummaryWork): PromptRequest<SummaryPromptInput, SummaryOutput> => ({
  prompt: summaryPrompt,
  input,
  subject: { kind: 'conversation', id: String(conversationId) },
  inputRefs: [...texts.keys()].map((id) => ({ kind: 'message', id: String(id) })),
  sender,
});
