import { conversationFiled, conversationsFiled } from '../../domain/inbox-folders/events.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  holdFolders,
  lockUnfiled,
  lockUnfiledBefore,
  moveToFolders,
  setLookedAt,
  type FiledRow,
  type FolderMove,
} from '../../queries/inbox-folders/filing.ts';
import { readRuleTexts } from '../../queries/inbox-folders/texts.ts';
import { loadRulebook, moveOf, type Rulebook } from './decide.ts';

/** Rules give conversations their folder. */

/**
 * Gives a conversation without a folder the first one whose rules match its messages, and records why.
 * Leaves alone what a person moved. Call it after the message and its attachments are stored, in the same
 * transaction. Out: the folder that it gave; null if it gave none.
 * Twice: the folder and the decision stay.
 */
export const classifyConversation = async (
  tx: Transaction,
  { conversationId }: { conversationId: number },
): Promise<number | null> => {
  const rulebook = await rulebookOf(tx);
  if (rulebook.folders.length === 0) return null;
  const row = await lockUnfiled(tx, conversationId);
  if (!row) return null;
  const [move] = await fileRows(tx, rulebook, [row]);
  if (!move) return null;
  tx.emit(conversationFiled, {
    subjectId: row.id,
    audience: { userId: row.assigned_to, callCentreId: row.call_centre_id },
    before: { folder_id: null },
    // Not the text that matched: the decision has it.
    after: { folder_id: move.folderId, path: move.reason?.path ?? null },
  });
  return move.folderId;
};

/** Read once for all mails of a transaction. What newer rules would do, they do at the end of the cycle. */
const rulebooks = new WeakMap<Transaction, Promise<Rulebook>>();

const rulebookOf = (tx: Transaction): Promise<Rulebook> => {
  const known = rulebooks.get(tx);
  if (known !== undefined) return known;
  const loaded = loadRulebook(tx);
  rulebooks.set(tx, loaded);
  return loaded;
};

/**
 * The same for conversations without a folder that only older rules looked at: one look in an index if there
 * is none. Call it at the end of a cycle. Out: how many it looked at; as many as `limit` means that more may
 * wait.
 * Twice: finds none, because `folder_rules_version` is current.
 */
export const classifyUnfiled = async (
  tx: Transaction,
  { limit }: { limit: number },
): Promise<number> => {
  const rulebook = await loadRulebook(tx);
  if (rulebook.folders.length === 0) return 0;
  const rows = await lockUnfiledBefore(tx, { rulesVersion: rulebook.version, limit });
  if (rows.length === 0) return 0;
  const moves = await fileRows(tx, rulebook, rows);
  if (moves.length > 0) {
    tx.emit(conversationsFiled, { subjectId: '*', after: { moves: movesShown(moves) } });
  }
  return rows.length;
};

export const movesShown = (moves: readonly FolderMove[]) =>
  moves.map(({ conversationId, folderId }) => ({
    conversation_id: conversationId,
    folder_id: folderId,
  }));

/** In: rows without a folder, under their locks. */
const fileRows = async (
  tx: Transaction,
  rulebook: Rulebook,
  rows: readonly FiledRow[],
): Promise<FolderMove[]> => {
  const texts = await readRuleTexts(
    tx,
    rows.map(({ id }) => id),
  );
  const wanted = rows.flatMap((row) => moveOf(rulebook, row, texts.get(row.id)) ?? []);
  const moves = await possibleMoves(tx, wanted);
  await moveToFolders(tx, moves, {
    source: 'rules',
    rulesVersion: rulebook.version,
    decidedBy: null,
  });
  const moved = new Set(wanted.map(({ conversationId }) => conversationId));
  await setLookedAt(tx, {
    conversationIds: rows.map(({ id }) => id).filter((id) => !moved.has(id)),
    rulesVersion: rulebook.version,
  });
  return moves;
};

/** Without those to a folder that was deleted a moment ago: newer rules will look at them. */
export const possibleMoves = async (
  tx: Transaction,
  moves: readonly FolderMove[],
): Promise<FolderMove[]> => {
  const ids = [...new Set(moves.flatMap(({ folderId }) => folderId ?? []))];
  if (ids.length === 0) return [...moves];
  const existing = new Set(await holdFolders(tx, ids));
  return moves.filter(({ folderId }) => folderId === null || existing.has(folderId));
};
