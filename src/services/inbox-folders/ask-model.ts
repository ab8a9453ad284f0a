import type { PromptResult } from '../ai/run-prompt.ts';
import { cutText } from '../../domain/ai/masking.ts';
import { ownPart } from '../../domain/auto-replies/context.ts';
import type { ClassifyOutput, ClassifyPromptInput } from '../../domain/ai/prompts/classify.ts';
import {
  failedFiling,
  judgeFiling,
  type AiFiling,
  type OfferedFolder,
} from '../../domain/inbox-folders/ai.ts';
import type { Transaction } from '../../platform/database.ts';
import type { RecordRef } from '../../queries/ai/runs.ts';
import {
  listExamples,
  listNewestReceived,
  type AiFolderRow,
} from '../../queries/inbox-folders/ai.ts';

/** What a language model is asked about a conversation, and what becomes of its answer. */

export interface FolderQuestion {
  input: ClassifyPromptInput;
  inputRefs: RecordRef[];
  offered: OfferedFolder[];
}

/** `messageId`: its newest received message. */
export interface AskedConversation extends FolderQuestion {
  messageId: number;
  /** Its contact. */
  sender: string | null;
}

const MESSAGE_COUNT_MAX = 3;
const SUBJECT_LENGTH_MAX = 200;
const EXAMPLE_COUNT_MAX = 20;
const EXAMPLES_PER_FOLDER_MAX = 2;
const EXAMPLE_TEXT_LENGTH_MAX = 300;

/** Undefined: nothing was received in it. In: `folders`, at least one. */
export const questionAbout = async (
  tx: Transaction,
  {
    conversationId,
    sender = null,
    folders,
  }: { conversationId: number; sender?: string | null; folders: readonly AiFolderRow[] },
): Promise<AskedConversation | undefined> => {
  const messages = await listNewestReceived(tx, { conversationId, limit: MESSAGE_COUNT_MAX });
  const [newest] = messages;
  if (newest === undefined) return undefined;
  const question = await askedOf(tx, {
    folders,
    messages: messages.map((message) => ({ subject: message.subject, text: ownPart(message) })),
  });
  const read = messages.map(({ id }) => ({ kind: 'message', id: String(id) }));
  return { ...question, sender, messageId: newest.id, inputRefs: [...read, ...question.inputRefs] };
};

/** With examples: what people put in these folders. */
export const askedOf = async (
  tx: Transaction,
  {
    folders,
    messages,
  }: { folders: readonly AiFolderRow[]; messages: ClassifyPromptInput['messages'] },
): Promise<FolderQuestion> => {
  const keys = new Map(folders.map(({ id }, place) => [id, `f${place + 1}`]));
  const keyOf = (id: number): string => keys.get(id) ?? '';
  const examples = await listExamples(tx, {
    folderIds: [...keys.keys()],
    countPerFolder: EXAMPLES_PER_FOLDER_MAX,
    limit: EXAMPLE_COUNT_MAX,
  });
  return {
    input: {
      folders: folders.map(({ id, name, ai_description: description }) => ({
        key: keyOf(id),
        name,
        description,
      })),
      messages: messages.map(({ subject, text }) => ({ subject: shortened(subject), text })),
      examples: examples.map((example) => ({
        folder: keyOf(example.folder_id),
        subject: shortened(example.subject),
        text: cutText(ownPart(example), EXAMPLE_TEXT_LENGTH_MAX),
      })),
    },
    inputRefs: examples.map(({ message_id: id }) => ({ kind: 'message', id: String(id) })),
    offered: folders.map(({ id, ai_threshold: threshold }) => ({ id, key: keyOf(id), threshold })),
  };
};

const shortened = (subject: string): string => cutText(subject, SUBJECT_LENGTH_MAX);

export const filingOf = (
  { input, offered }: Pick<FolderQuestion, 'input' | 'offered'>,
  result: PromptResult<ClassifyOutput>,
): AiFiling =>
  result.outcome === 'succeeded'
    ? judgeFiling({
        answer: result.output,
        offered,
        texts: input.messages.flatMap(({ subject, text }) => [subject, text]),
        run: result,
      })
    : failedFiling(result.errorCode === 'sender_limit' ? 'sender_limit' : result.outcome, result);
