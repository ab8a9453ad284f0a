import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { takeAuditHeads, type TakenHead } from '../queries/audit.ts';
import { createSweeps, type Sweeps } from './sweeps.ts';

/**
 * Copies the head of each company's audit chain to the log once an hour, from any one of the api processes.
 * A copy outside of the database reveals a chain that was rebuilt or cut:
 * `npm run audit:verify -- --expect-head <slug>=<hash>`. A line holds a sequence and a hash, no personal data.
 */

const SWEEP_MS = 60_000;
const INTERVAL_SECONDS = 3_600;
const PAGE_SIZE = 100;
/** Pages per sweep; the next sweep continues. */
const PAGES_MAX = 10;

export interface AuditHeads extends Sweeps {
  /** Logs the heads that are due, at most 1,000. Twice: logs none of them again within the hour. */
  sweep: () => Promise<void>;
}

export const createAuditHeads = ({
  database,
  log,
}: {
  database: Database;
  log: Log;
}): AuditHeads => {
  const sweep = async (): Promise<void> => {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const heads = await takeAuditHeads(database, {
        intervalSeconds: INTERVAL_SECONDS,
        limit: PAGE_SIZE,
      });
      for (const head of heads) log.info(fieldsOf(head), 'audit head');
      if (heads.length < PAGE_SIZE) return;
    }
  };

  const sweeps = createSweeps(sweep, {
    everyMs: SWEEP_MS,
    onFailure: (error) =>
      log.warn({ err: error }, 'audit heads could not be read; retry in a minute'),
  });
  return { sweep, ...sweeps };
};

const fieldsOf = ({ company_id: companyId, slug, sequence, hash }: TakenHead) => ({
  companyId: Number(companyId),
  slug,
  sequence: Number(sequence),
  hash: hash?.toString('hex') ?? null,
});
