import {
  chooseFolder,
  compileRules,
  foldTexts,
  type MatchReason,
  type RuledFolder,
  type RuleTexts,
} from '../../domain/inbox-folders/match.ts';
import type { Transaction } from '../../platform/database.ts';
import type { FiledRow, FolderMove } from '../../queries/inbox-folders/filing.ts';
import { findRulebook } from '../../queries/inbox-folders/records.ts';

/** Where rules put a conversation. */

/** The rules of a company that are applied, in their order. */
export interface Rulebook {
  version: number;
  folders: readonly RuledFolder[];
}

export const loadRulebook = async (tx: Transaction): Promise<Rulebook> => {
  const { version, folders } = await findRulebook(tx);
  return {
    version,
    folders: folders.map(({ id, rules }) => ({ id, rules: compileRules(rules) })),
  };
};

export interface Place {
  folderId: number | null;
  reason: MatchReason | null;
}

/** The first folder whose rules match; none otherwise. */
export const placeOf = ({ folders }: Rulebook, texts: RuleTexts): Place => {
  const chosen = chooseFolder(folders, foldTexts(texts));
  return { folderId: chosen?.folder.id ?? null, reason: chosen?.reason ?? null };
};

/** Rules leave alone what a person moved, spam, newsletters, and what nobody has written to us in. */
export const isRuled = (
  row: Pick<FiledRow, 'is_folder_manual' | 'is_folder_gone' | 'status' | 'is_newsletter'>,
): boolean =>
  (!row.is_folder_manual || row.is_folder_gone) && row.status !== 'spam' && !row.is_newsletter;

/** Without a rule that matches, it stays where the language model put it. */
export const isKeptByAi = (
  row: Pick<FiledRow, 'is_filed_by_ai' | 'is_folder_gone'>,
  { folderId }: Pick<Place, 'folderId'>,
): boolean => folderId === null && row.is_filed_by_ai && !row.is_folder_gone;

/** Undefined: it stays. In: `texts`, undefined if no message was received. */
export const moveOf = (
  rulebook: Rulebook,
  row: FiledRow,
  texts: RuleTexts | undefined,
): FolderMove | undefined => {
  const isTried = isRuled(row) && texts !== undefined;
  const kept = { folderId: row.is_folder_gone ? null : row.folder_id, reason: null };
  const place = isTried ? placeOf(rulebook, texts) : kept;
  const { folderId, reason } = place;
  if (folderId === row.folder_id || isKeptByAi(row, place)) return undefined;
  return { conversationId: row.id, folderId, isManual: false, reason };
};
