import type { BulkAction } from '../../domain/actions/bulk.ts';
import type { RuleFault } from '../../domain/actions/rules.ts';
import { fault } from '../../domain/shared/faults.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { acceptAction, refuseFaults, validateAction, type ValidatedAction } from './accept.ts';
import { listSubjects, type ActionSubject } from './subjects.ts';

/** One decision about many records: validated once, accepted as one action for each record. */

export interface ValidatedBulk {
  /** In the order of the request, each reference once. */
  records: { ref: string; subject: ActionSubject | null }[];
  /** Everything but the record, with the faults that concern every record. */
  shared: ValidatedAction;
}

export const validateBulk = async (
  tx: Transaction,
  caller: Caller,
  { action, entite_ids: given }: BulkAction,
): Promise<ValidatedBulk> => {
  const refs = [...new Set(given)];
  const [shared, subjects] = await Promise.all([
    validateAction(tx, caller, { ...action, entiteId: refs[0] }),
    listSubjects(tx, caller, { type: action.entiteType, refs }),
  ]);
  return {
    records: refs.map((ref) => ({ ref, subject: subjects.get(ref) ?? null })),
    shared: { ...shared, faults: shared.faults.filter(({ path }) => path !== 'entiteId') },
  };
};

/**
 * Accepts all actions or none. Out: the id of each. Errors: `validation_failed` or `forbidden` with the faults:
 * `action.…`, or `entite_ids.N` for a record.
 */
export const acceptBulk = async (
  tx: Transaction,
  caller: Caller,
  { records, shared }: ValidatedBulk,
  createdAt: Date,
): Promise<{ id: string; entite_id: string }[]> => {
  refuseFaults([
    ...shared.faults.map((found) => ({ ...found, path: `action.${found.path}` })),
    ...records.flatMap(({ subject }, position): RuleFault[] =>
      subject === null ? [unknownRecord(`entite_ids.${position}`, shared)] : [],
    ),
  ]);
  const inOrder = records.toSorted((one, other) => caseIdOf(one) - caseIdOf(other));
  const accepted = await Promise.all(
    inOrder.map(async ({ ref, subject }) => {
      const { id } = await acceptAction(
        tx,
        caller,
        {
          ...shared,
          action: { ...shared.action, entiteId: ref },
          subject,
        },
        createdAt,
      );
      return [ref, { id, entite_id: ref }] as const;
    }),
  );
  const byRef = new Map(accepted);
  return records.flatMap(({ ref }) => byRef.get(ref) ?? []);
};

/** Cases are locked by id, as everywhere: two requests about the same ones are no deadlock. */
const caseIdOf = ({ subject }: ValidatedBulk['records'][number]): number => subject?.caseId ?? 0;

export const unknownRecord = (path: string, { action }: ValidatedAction): RuleFault =>
  fault(path, 'unknown_record', { record: 'entity', type: action.entiteType ?? '' });
