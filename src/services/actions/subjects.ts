import type { ActionEntityType } from '../../domain/entities/types.ts';
import { scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { listActionCases } from '../../queries/cases/of-actions.ts';
import { listEntitiesByRef } from '../../queries/entities.ts';

/** What an action is about: a record, or a case. */
export interface ActionSubject {
  /** Null: it is a case. */
  entityId: number | null;
  /** Null: it is a record. */
  caseId: number | null;
  /** `entiteData`, unless the action brings its own. */
  data: Record<string, unknown>;
}

/** By reference: the records that exist, or the cases that the caller sees. */
export const listSubjects = async (
  tx: Transaction,
  caller: Caller,
  { type, refs }: { type: ActionEntityType; refs: readonly string[] },
): Promise<Map<string, ActionSubject>> => {
  if (type !== 'dossier') {
    const entities = await listEntitiesByRef(tx, { type, refs });
    return new Map(
      entities.map(({ id, ref, data }) => [ref, { entityId: id, caseId: null, data }]),
    );
  }
  const scope = scopeOf(caller, 'cases:read');
  const cases = scope === undefined ? [] : await listActionCases(tx, { refs, scope });
  return new Map(cases.map(({ id, ref, data }) => [ref, { entityId: null, caseId: id, data }]));
};
