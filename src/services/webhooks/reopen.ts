import { EVENTS_PER_RUN_MAX } from '../../domain/webhooks/deliveries.ts';
import { deliveryCommand } from '../../platform/commands.ts';
import type { Transaction } from '../../platform/database.ts';
import { openNextRound } from '../../queries/webhooks/reopening.ts';

/** Deliveries that a user asks for again. The caller emits the fact, which names the user. */

/**
 * Opens the next round of deliveries that have ended, and commands their runs. In: at most 10,000 ids. Out:
 * how many were reopened. A webhook that is deleted or inactive at the attempt ends its delivery as
 * `cancelled`. Twice: what is open is left alone.
 */
export const reopenDeliveries = async (
  tx: Transaction,
  ids: readonly string[],
  now: Date,
): Promise<number> => {
  const eventIds = await openNextRound(tx, { ids, now });
  commandRuns(tx, eventIds);
  return eventIds.length;
};

/** A run for each hundred events, which looks at them now. */
export const commandRuns = (tx: Transaction, eventIds: readonly string[]): void => {
  const [...sorted] = new Set(eventIds.toSorted());
  for (let start = 0; start < sorted.length; start += EVENTS_PER_RUN_MAX) {
    const [first, ...others] = sorted.slice(start, start + EVENTS_PER_RUN_MAX);
    if (first !== undefined) tx.command(deliveryCommand(tx.actor.companyId, [first, ...others]));
  }
};
