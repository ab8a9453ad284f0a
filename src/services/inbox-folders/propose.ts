import {
  folderProposalAccepted,
  folderProposalDismissed,
} from '../../domain/inbox-folders/events.ts';
import { compileRules } from '../../domain/inbox-folders/match.ts';
import {
  PROPOSAL_COUNT_MAX,
  takesSender,
  withSender,
} from '../../domain/inbox-folders/proposals.ts';
import {
  CONDITION_COUNT_MAX,
  FolderRules,
  RULE_DEPTH_MAX,
  VALUE_TOTAL_COUNT_MAX,
  type RuleGroup,
} from '../../domain/inbox-folders/rules.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findDecidedProposal,
  insertDecidedProposal,
  listMovedSenders,
  type DecidedProposalRow,
  type MovedSenderRow,
} from '../../queries/inbox-folders/proposals.ts';
import { findFolder, listFolders, type FolderRow } from '../../queries/inbox-folders/records.ts';
import { changeFolder, lockFolders } from './save.ts';

/** Rules "the sender is" that are proposed, and what a person makes of them. */

/**
 * Not for a folder whose rules are not applied, nor if its rules or those of a folder before it take the sender
 * already: the new rule would change nothing.
 */
export const listProposals = async (
  tx: Transaction,
  { id = null }: { id?: string | null } = {},
): Promise<MovedSenderRow[]> => {
  const senders = await listMovedSenders(tx, { id });
  if (senders.length === 0) return [];
  const active = (await listFolders(tx)).filter((folder) => folder.is_active);
  const rules = active.map((folder) => folder.rules && compileRules(folder.rules));
  const places = new Map(active.map((folder, place) => [folder.id, place]));
  return senders
    .filter(({ folder_id: folderId, sender_address: sender }) => {
      const place = places.get(folderId);
      return (
        place !== undefined &&
        !rules.slice(0, place + 1).some((one) => one !== null && takesSender(one, sender))
      );
    })
    .slice(0, PROPOSAL_COUNT_MAX);
};

type OpenProposal = MovedSenderRow & { decision: null };

/** Under the lock of the folders, which every decision takes. */
export const lockProposal = async (
  tx: Transaction,
  id: string,
): Promise<OpenProposal | DecidedProposalRow | undefined> => {
  await lockFolders(tx);
  const decided = await findDecidedProposal(tx, id);
  if (decided) return decided;
  const [open] = await listProposals(tx, { id });
  return open && { ...open, decision: null };
};

/**
 * Adds the sender to the rules of the folder. Errors: `conflict` if it was dismissed, or the rules have no room;
 * `not_found` if the folder was deleted since. Twice: the rules stay.
 */
export const acceptProposal = async (
  tx: Transaction,
  proposal: OpenProposal | DecidedProposalRow,
  { reclassify }: { reclassify?: boolean | undefined },
): Promise<FolderRow> => {
  const { id, folder_id: folderId } = proposal;
  if (proposal.decision === 'dismissed') throw alreadyDecided(proposal.decision);
  const folder = await findFolder(tx, folderId);
  if (!folder) throw notFound('folder');
  if (proposal.decision !== null) return folder;
  const rules = roomyRules(withSender(folder.rules, proposal.sender_address));
  await insertDecidedProposal(tx, { id, folder_id: folderId, decision: 'accepted' });
  // The rules with the address are in the entry of the folder's change.
  tx.emit(folderProposalAccepted, { subjectId: id, after: { folder_id: folderId } });
  return changeFolder(tx, folderId, { version: folder.version, rules, reclassify });
};

const roomyRules = (rules: RuleGroup): RuleGroup => {
  const parsed = FolderRules.safeParse(rules);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'conflict',
    `the rules of this folder have no room for the sender: at most ${CONDITION_COUNT_MAX} conditions, ${VALUE_TOTAL_COUNT_MAX} values and ${RULE_DEPTH_MAX} levels`,
    { details: { reason: 'rules_full' } },
  );
};

/** Never proposed again. Errors: `conflict` if it was accepted. Twice: it stays dismissed. */
export const dismissProposal = async (
  tx: Transaction,
  { id, folder_id: folderId, decision }: OpenProposal | DecidedProposalRow,
): Promise<void> => {
  if (decision === 'accepted') throw alreadyDecided(decision);
  if (decision === 'dismissed') return;
  await insertDecidedProposal(tx, { id, folder_id: folderId, decision: 'dismissed' });
  tx.emit(folderProposalDismissed, { subjectId: id, after: { folder_id: folderId } });
};

const alreadyDecided = (decision: DecidedProposalRow['decision']): AppError =>
  new AppError('conflict', `this proposal was ${decision}`, { details: { reason: decision } });
