import { compileRules, type RuleTexts } from '../../domain/inbox-folders/match.ts';
import type { RuleGroup } from '../../domain/inbox-folders/rules.ts';
import type { FolderSample } from '../../domain/inbox-folders/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import type { FiledRow } from '../../queries/inbox-folders/filing.ts';
import { listFolders } from '../../queries/inbox-folders/records.ts';
import { domainOf, readRuleTexts } from '../../queries/inbox-folders/texts.ts';
import { isKeptByAi, isRuled, loadRulebook, placeOf, type Place, type Rulebook } from './decide.ts';

/** Rules that are not saved, tried on texts and conversations. Changes nothing. */

export interface FolderDraft {
  folder_id?: number | undefined;
  rules?: RuleGroup | null | undefined;
}

/** Stands for a folder that does not exist yet. No id of a row. */
export const NEW_FOLDER_ID = 0;

/** The rules of the company with those of the draft: in the place of its folder, or behind the others. */
export const draftRulebook = async (
  tx: Transaction,
  { folder_id: folderId, rules }: FolderDraft,
): Promise<Rulebook> => {
  const rulebook = await loadRulebook(tx);
  if (rules === undefined) return rulebook;
  const compiled = rules === null ? null : compileRules(rules);
  if (folderId === undefined) {
    return {
      ...rulebook,
      folders: [...rulebook.folders, { id: NEW_FOLDER_ID, rules: compiled }],
    };
  }
  // A folder that has no rules yet, or is not active, is not in the rulebook.
  const known = new Map(rulebook.folders.map((folder) => [folder.id, folder]));
  const folders = (await listFolders(tx)).flatMap(({ id }) =>
    id === folderId ? { id, rules: compiled } : (known.get(id) ?? []),
  );
  return { ...rulebook, folders };
};

export interface TriedPlace extends Place {
  isDraft: boolean;
}

const tried = ({ folderId, reason }: Place): TriedPlace =>
  folderId === NEW_FOLDER_ID
    ? { folderId: null, isDraft: true, reason }
    : { folderId, isDraft: false, reason };

export const placeOfSample = (rulebook: Rulebook, sample: FolderSample): TriedPlace =>
  tried(placeOf(rulebook, textsOfSample(sample)));

/** Where each would go. What rules leave alone stays. */
export const placesOf = async (
  tx: Transaction,
  rulebook: Rulebook,
  rows: readonly FiledRow[],
): Promise<(FiledRow & TriedPlace)[]> => {
  const ids = rows.filter(isRuled).map(({ id }) => id);
  const texts = await readRuleTexts(tx, ids);
  return rows.map((row) => {
    const found = texts.get(row.id);
    const stays: TriedPlace = {
      folderId: row.is_folder_gone ? null : row.folder_id,
      isDraft: false,
      reason: null,
    };
    if (found === undefined) return { ...row, ...stays };
    const place = placeOf(rulebook, found);
    return { ...row, ...(isKeptByAi(row, place) ? stays : tried(place)) };
  });
};

/** `Marie Dumitru <marie@example.com>`, or the address alone. */
const SENDER = /^(?<name>.*?)\s*<(?<address>[^<>]*)>$/s;

const textsOfSample = (sample: FolderSample): RuleTexts => {
  const { name = '', address = sample.sender } = SENDER.exec(sample.sender)?.groups ?? {};
  return {
    sender_address: address === '' ? [] : [address],
    sender_name: name === '' ? [] : [name],
    sender_domain: address.includes('@') ? [domainOf(address)] : [],
    recipient: sample.recipient === '' ? [] : [sample.recipient],
    subject: [sample.subject],
    content: [sample.content],
    channel: [sample.channel],
    attachment_name: sample.attachment_names,
    has_attachment: sample.attachment_names.length > 0,
  };
};
