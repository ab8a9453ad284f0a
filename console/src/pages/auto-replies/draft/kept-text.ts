import { readDraft } from '../../../ui/form/drafts.ts';
import type { AutoReply } from '../query.ts';

/** What a person typed in a draft and did not send, as the tab keeps it. */

export const keptTextKey = (id: string): string => `auto-reply-${id}`;

export const keptText = (id: string): string | null => {
  const text = readDraft(keptTextKey(id))?.['text'];
  return typeof text === 'string' ? text : null;
};

/** Whether a person typed more than to open the text. */
export const isTyped = (draft: Pick<AutoReply, 'text'>, text: string | null): text is string =>
  text !== null && text.trim() !== '' && text !== draft.text;
