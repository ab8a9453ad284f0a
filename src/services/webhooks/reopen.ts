import { EVENTS_PER_RUN_MAX } from '../../domain/webhooks/deliveries.ts';
import { deliveryCommand } from '../../platform/commands.ts';
import type { Transaction } from '../../platform/database.ts';
import { hastenDeliveries, openNextRound } from '../../queries/webhooks/reopening.ts';

/** Deliveries that a user asks for again. The caller emits the fact, which names the user. */

/**
 * Makes an attempt of each delivery now: in a new round if it has ended, else before its time. Commands a
 * run for each hundred events. In: at most 10,000 ids. Out: how many were reopened, and how many hastened;
 * the others have an attempt under way or just due. A webhook that is deleted or inactive at the attempt
 * ends its delivery as `cancelled`. Twice: what is open and due is left alone.
 */
export const reopenDeliveries = async (
  tx: Transaction,
  ids: readonly string[],
  now: Date,
): Promise<{ reopenedCount: number; hastenedCount: number }> => {
  const hastened = await hastenDeliveries(tx, { ids, now }); // first: a new round is due already
  const reopened = await openNextRound(tx, { ids, now });
  const [...eventIds] = new Set([...reopened, ...hastened].toSorted());
  for (let start = 0; start < eventIds.length; start += EVENTS_PER_RUN_MAX) {
    const [first, ...others] = eventIds.slice(start, start + EVENTS_PER_RUN_MAX);
    if (first !== undefined) tx.command(deliveryCommand(tx.actor.companyId, [first, ...others]));
  }
  return { reopenedCount: reopened.length, hastenedCount: hastened.length };
};

/** As `reopenDeliveries`, for one. Out: false if nothing changed. */
export const reopenDelivery = async (tx: Transaction, id: string, now: Date): Promise<boolean> => {
  const { reopenedCount, hastenedCount } = await reopenDeliveries(tx, [id], now);
  return reopenedCount + hastenedCount > 0;
};
