import type { Database, Transaction } from '../../platform/database.ts';

/** How the rows of a workflow are checked against its runs: one entry of src/services/reconciled.ts. */

export interface QuietRow {
  companyId: number;
  /** Rows come in the order of this id. */
  id: string;
  workflowId: string;
}

/** `missing`: Temporal does not know the run. `ended`: it does, and the run is over. */
export type GoneRun = { state: 'missing' | 'ended'; now: Date };

export interface Reconciliation<Row extends QuietRow = QuietRow> {
  /** Open rows that nothing has touched for a while and that no command waits for; in order of id. */
  listQuiet(
    database: Database,
    input: { after: string | null; quietSeconds: number; limit: number },
  ): Promise<Row[]>;
  /** Locks the row and leaves alone what has changed meanwhile. Out: whether it did something. */
  reconcile(tx: Transaction, row: Row, run: GoneRun): Promise<boolean>;
}
