import type { z } from 'zod';
import { caseNoteCreated, caseNoteDeleted, caseNoteUpdated } from '../domain/case-notes/events.ts';
import type { CaseNoteIn, CaseNotePatch } from '../domain/case-notes/shapes.ts';
import type { Caller } from '../domain/shared/permissions.ts';
import { AppError } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import {
  deleteCaseNote,
  insertCaseNote,
  updateCaseNote,
  type CaseNoteRow,
} from '../queries/case-notes.ts';
import { touchCase, type CaseRow } from '../queries/cases/records.ts';
import { aboutCase } from './cases/facts.ts';
import { requireVersion } from './shared/versions.ts';

/** Notes of a case. Their text is in the table alone, not in the audit trail: a deleted note is gone. */

export const addCaseNote = async (
  tx: Transaction,
  row: CaseRow,
  { authorId, body }: { authorId: number; body: z.infer<typeof CaseNoteIn> },
): Promise<CaseNoteRow> => {
  const note = await insertCaseNote(tx, { ...body, caseId: row.id, authorId });
  await touchCase(tx, row.id);
  tx.emit(caseNoteCreated, { ...aboutCase(row), after: factsOf(note) });
  return note;
};

/** In: the note under its lock. Errors: `forbidden`, `version_conflict`. */
export const changeCaseNote = async (
  tx: Transaction,
  { caller, row, note }: NoteInput,
  { version, ...patch }: z.infer<typeof CaseNotePatch>,
): Promise<CaseNoteRow> => {
  requireAuthor(caller, note);
  requireVersion(note, version);
  const { kind = note.kind, text = note.text } = patch;
  const after = await updateCaseNote(tx, { id: note.id, kind, text });
  await touchCase(tx, row.id);
  tx.emit(caseNoteUpdated, { ...aboutCase(row), before: factsOf(note), after: factsOf(after) });
  return after;
};

/** Twice: it is gone already. Errors: `forbidden`. */
export const removeCaseNote = async (
  tx: Transaction,
  { caller, row, note }: NoteInput,
): Promise<void> => {
  requireAuthor(caller, note);
  if (!(await deleteCaseNote(tx, note.id))) return;
  await touchCase(tx, row.id);
  tx.emit(caseNoteDeleted, { ...aboutCase(row), before: factsOf(note) });
};

interface NoteInput {
  caller: Caller;
  row: CaseRow;
  note: CaseNoteRow;
}

const requireAuthor = ({ userId, role }: Caller, note: CaseNoteRow): void => {
  if (note.author_id === userId || role === 'owner' || role === 'super_admin') return;
  throw new AppError('forbidden', 'only its author or an owner may change a note');
};

const factsOf = ({ id, kind, author_id }: CaseNoteRow) => ({ note_id: id, kind, author_id });
