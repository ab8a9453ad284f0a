import type { Deps } from '../../deps.ts';
import type { AiFiling, AiReason } from '../../domain/inbox-folders/ai.ts';
import { conversationClassified } from '../../domain/inbox-folders/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { findNewest } from '../../queries/auto-replies/inbound.ts';
import { saveConversation } from '../../queries/conversations/changes.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import {
  hasAiFolders,
  insertAiDecision,
  listAiFolders,
  listNewestReceived,
} from '../../queries/inbox-folders/ai.ts';
import { holdFolders } from '../../queries/inbox-folders/filing.ts';
import { findAccess, type AiConfig } from '../ai/access.ts';
import { questionAbout, type AskedConversation } from './ask-model.ts';

/** A language model gives a conversation the folder that no rule gave it. */

type Unfiled = Pick<ConversationRow, 'folder_id' | 'is_folder_manual' | 'status' | 'is_newsletter'>;

/** As for rules: not what a person moved, nor spam, nor newsletters. */
export const isUnfiled = (conversation: Unfiled): boolean =>
  conversation.folder_id === null &&
  !conversation.is_folder_manual &&
  conversation.status !== 'spam' &&
  !conversation.is_newsletter;

/**
 * The received message about which the model is to be asked: the newest, once. Undefined: none. Where no folder has a
 * description, that costs one look at them.
 */
const unclassifiedMessage = async (
  tx: Transaction,
  conversation: ConversationRow,
): Promise<number | undefined> => {
  if (!isUnfiled(conversation)) return undefined;
  const newest = await findNewest(tx, conversation.id);
  if (newest?.direction !== 'in') return undefined;
  return newest.id === conversation.classified_message_id ? undefined : newest.id;
};

/** For a reclassification: also if it was asked about, or answered. */
const newestReceived = async (
  tx: Transaction,
  conversation: ConversationRow,
): Promise<number | undefined> => {
  if (!isUnfiled(conversation)) return undefined;
  const { id: conversationId } = conversation;
  return (await listNewestReceived(tx, { conversationId, limit: 1 }))[0]?.id;
};

export const needsModel = async (
  deps: Pick<Deps, 'encryptionKeys'> & { config: AiConfig },
  tx: Transaction,
  conversation: ConversationRow,
): Promise<boolean> => {
  if (!isUnfiled(conversation) || !(await hasAiFolders(tx))) return false;
  if ((await unclassifiedMessage(tx, conversation)) === undefined) return false;
  return (await findAccess(deps, tx)).access !== undefined;
};

/** Undefined: the model is not to be asked any more. */
export const findUnclassified = async (
  tx: Transaction,
  conversationId: number,
): Promise<AskedConversation | undefined> => {
  const conversation = await findConversation(tx, { id: conversationId });
  if (conversation === undefined) return undefined;
  const messageId = await unclassifiedMessage(tx, conversation);
  const folders = messageId === undefined ? [] : await listAiFolders(tx);
  if (messageId === undefined || folders.length === 0) return undefined;
  return questionAbout(tx, { conversationId, sender: conversation.contact_address, folders });
};

/**
 * Files the conversation as the model said, or records why it stays without a folder. Nothing, if its newest message
 * is another one by now, or a person was faster. Out: whether it was recorded.
 * In: `isAskedAgain`, true if the message may have been asked about before. Twice: the message was classified.
 */
export const recordFiling = async (
  tx: Transaction,
  input: { conversationId: number; messageId: number; filing: AiFiling; isAskedAgain?: boolean },
): Promise<boolean> => {
  const before = await findConversation(tx, { id: input.conversationId, isLocked: true });
  if (before === undefined) return false;
  const asked =
    input.isAskedAgain === true
      ? await newestReceived(tx, before)
      : await unclassifiedMessage(tx, before);
  if (asked !== input.messageId) return false;
  const { folderId, reason } = await possibleFiling(tx, input.filing);
  const after = await saveConversation(tx, before, {
    ...readBy(reason),
    folder_id: folderId,
    classified_message_id: input.messageId,
  });
  await insertAiDecision(tx, { conversationId: after.id, folderId, reason });
  tx.emit(conversationClassified, {
    subjectId: after.id,
    audience: { userId: after.assigned_to, callCentreId: after.call_centre_id },
    before: { folder_id: before.folder_id },
    // Not the words: they are of the message.
    after: { folder_id: folderId, outcome: reason.outcome, run_id: reason.run_id },
  });
  return true;
};

/** The folder may be deleted meanwhile; if it is not, it stays until the end of the transaction. */
const possibleFiling = async (tx: Transaction, filing: AiFiling): Promise<AiFiling> => {
  const { folderId, reason } = filing;
  if (folderId === null || (await holdFolders(tx, [folderId])).length > 0) return filing;
  return { folderId: null, reason: { ...reason, outcome: 'folder_gone' } };
};

/** Without an answer, what was read in an older message stays. */
const readBy = ({ intent, urgency, language }: AiReason) =>
  intent === null ? {} : { intent, urgency, language };
