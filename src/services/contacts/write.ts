import type { ContactKind } from '../../domain/contacts/kinds.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  replacePoints,
  searchableText,
  type ContactPoints,
} from '../../queries/contacts/points.ts';
import { requireCurrent, type StateRow } from './states.ts';

/** How a contact of either kind is created and changed: its row, its points, then its event. */

type ContactRow = StateRow & ContactPoints;

/** `Fields`: those of the row, without its e-mail addresses and telephone numbers. */
export interface WrittenKind<Row extends ContactRow, Fields extends object> {
  kind: ContactKind;
  find: (tx: Transaction, input: { id: number; isLocked?: boolean }) => Promise<Row | undefined>;
  insert: (tx: Transaction, input: Fields & { points: string }) => Promise<number>;
  update: (tx: Transaction, input: Fields & { id: number; points: string }) => Promise<void>;
  /**
   * Emits the creation, or the change if there is a row from before it. `source`: what a created one was read
   * from, for the audit trail.
   */
  emit: (tx: Transaction, after: Row, before: Row | null, source?: object) => void;
}

type NewContact<Fields> = Partial<ContactPoints> & { fields: Fields; source?: object | undefined };

export const insertContact = async <Row extends ContactRow, Fields extends object>(
  tx: Transaction,
  { kind, find, insert, emit }: WrittenKind<Row, Fields>,
  { fields, emails = [], phones = [], source }: NewContact<Fields>,
): Promise<Row> => {
  const id = await insert(tx, { ...fields, points: searchableText({ emails, phones }) });
  await replacePoints(tx, kind, { id, emails, phones });
  const row = await find(tx, { id });
  if (!row) throw notFound(kind);
  emit(tx, row, null, source);
  return row;
};

interface Change<Row, Fields> {
  id: number;
  version: number;
  fieldsOf: (before: Row) => Fields;
  /** All of them. Absent: they stay. */
  emails?: ContactPoints['emails'] | undefined;
  phones?: ContactPoints['phones'] | undefined;
}

/** Errors: `not_found`; `conflict` if it is deleted; `version_conflict`. */
export const changeContact = async <Row extends ContactRow, Fields extends object>(
  tx: Transaction,
  { kind, find, update, emit }: WrittenKind<Row, Fields>,
  { id, version, fieldsOf, ...patch }: Change<Row, Fields>,
): Promise<Row> => {
  const before = await find(tx, { id, isLocked: true });
  if (!before) throw notFound(kind);
  requireCurrent(before, version);
  const { emails = before.emails, phones = before.phones } = patch;
  await update(tx, { ...fieldsOf(before), id, points: searchableText({ emails, phones }) });
  if (patch.emails !== undefined || patch.phones !== undefined) {
    await replacePoints(tx, kind, { id, emails, phones });
  }
  const after = await find(tx, { id });
  if (!after) throw notFound(kind);
  emit(tx, after, before);
  return after;
};
