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

/** What was sent from this tab, by message: taken back in time, it is written on. */
const sentContents = new Map<number, ReplyContent>();

export const rememberSent = (messageId: number, content: ReplyContent): void => {
  sentContents.set(messageId, content);
};

/** A text that goes back into the composer of its conversation. */
export const takenBack = createStore<{ conversationId: number; content: ReplyContent } | null>(
  null,
);

/** Out: whether the text is known here. Its files belong to the message and are chosen again. */
export const takeBack = (conversationId: number, messageId: number): boolean => {
  const content = sentContents.get(messageId);
  if (content === undefined) return false;
  sentContents.delete(messageId);
  takenBack.set({ conversationId, content: { ...content, attachment_ids: [] } });
  return true;
};
