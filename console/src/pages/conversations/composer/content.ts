import type { Schemas } from '../../../api/client.ts';
import { createStore } from '../../../api/store.ts';

/** What somebody writes as a reply, as the api keeps it for them. */

export type ReplyContent = Omit<Schemas['ReplyDraftIn'], 'version'> &
  Required<Pick<Schemas['ReplyDraftIn'], 'to' | 'cc' | 'bcc' | 'attachment_ids'>> & {
    subject: string | null;
  };

/** Without recipients, the reply goes to the contact. */
export const EMPTY_CONTENT: ReplyContent = {
  text: '',
  subject: null,
  to: [],
  cc: [],
  bcc: [],
  attachment_ids: [],
};

export const isEmptyContent = (content: ReplyContent): boolean =>
  JSON.stringify(content) === JSON.stringify(EMPTY_CONTENT);

export const contentOf = (draft: Schemas['ReplyDraft']): ReplyContent => ({
  text: draft.text,
  subject: draft.subject ?? null,
  to: draft.to ?? [],
  cc: draft.cc ?? [],
  bcc: draft.bcc ?? [],
  attachment_ids: draft.attachment_ids ?? [],
});

interface SentReply {
  content: ReplyContent;
  /** The status that the conversation had, if the reply has resolved it. */
  statusBefore: Schemas['Conversation']['status'] | null;
}

/** What was sent from this tab, by message: taken back in time, it is written on. */
const sentReplies = new Map<number, SentReply>();

export const rememberSent = (messageId: number, reply: SentReply): void => {
  sentReplies.set(messageId, reply);
};

type SentFile = Schemas['MessageAttachment'];

/** What goes into the composer of its conversation, before what is written there. */
export const takenBack = createStore<{
  conversationId: number;
  content: Partial<ReplyContent> & Pick<ReplyContent, 'text'>;
} | null>(null);
/** Its files belong to the message that was taken back: they are uploaded again. */
export const filesBack = createStore<{ conversationId: number; files: readonly SentFile[] } | null>(
  null,
);

/** Out: what was sent, if this tab has sent it. */
export const takeBack = (
  conversationId: number,
  messageId: number,
  files: readonly SentFile[],
): SentReply | undefined => {
  const reply = sentReplies.get(messageId);
  if (reply === undefined) return undefined;
  sentReplies.delete(messageId);
  takenBack.set({ conversationId, content: { ...reply.content, attachment_ids: [] } });
  if (files.length > 0) filesBack.set({ conversationId, files });
  return reply;
};
