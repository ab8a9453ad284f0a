import { renewLease } from '../../queries/mailboxes/leases.ts';
import { heartbeat } from '../shared/heartbeat.ts';
import { inReading, type SyncDeps } from './reading.ts';

/** Keeps the lease of a mailbox while a call reads it. */

/** A process that died holds a mailbox for so long; the retry of its own activity takes it at once. */
export const LEASE_MS = 90_000;
const RENEW_MS = 15_000;

export interface LeaseKeeper {
  /** Another run took the mailbox, or the worker stops. */
  isLost: () => boolean;
  stop: () => void;
}

export const keepLease = (
  deps: SyncDeps,
  { companyId, mailboxId, holder }: { companyId: number; mailboxId: number; holder: string },
): LeaseKeeper => {
  let isLost = false;
  const renew = async (): Promise<void> => {
    const until = new Date(deps.clock.now().getTime() + LEASE_MS);
    const isRenewed = await inReading({ deps, companyId }, (tx) =>
      renewLease(tx, { mailboxId, holder, until }),
    );
    if (!isRenewed) isLost = true;
  };
  const timer = setInterval(() => {
    if (heartbeat()) isLost = true;
    // A database that is away: the next statement of the cycle fails.
    renew().catch(() => undefined);
  }, RENEW_MS);
  return { isLost: () => isLost, stop: () => clearInterval(timer) };
};
