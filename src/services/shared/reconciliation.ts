import type { Database, Transaction } from '../../platform/database.ts';

/** Compares the open rows of one workflow with its runs. Registered in src/services/reconciled.ts. */

export interface QuietRow {
  companyId: number;
  /** Rows are sorted by this id. */
  id: string;
  workflowId: string;
}

/** `missing`: Temporal does not know the run. `ended`: the run is closed; `result` is what it returned. */
export type InactiveRun = { now: Date } & (
  { state: 'missing' } | { state: 'ended'; result: unknown }
);

export interface Reconciliation<Row extends QuietRow = QuietRow> {
  /** Lists open rows that did not change for `quietSeconds` and have no waiting command, sorted by id. */
  listQuiet(
    database: Database,
    input: { after: string | null; quietSeconds: number; limit: number },
  ): Promise<Row[]>;
  /** Locks the row, and repairs it if it has not changed since it was listed. Out: true if it did. */
  reconcile(tx: Transaction, row: Row, run: InactiveRun): Promise<boolean>;
}
