import { webhookDeliveriesChanged } from '../../domain/webhooks/delivery/events.ts';
import type { Deps } from '../../deps.ts';
import { tolerate } from '../../errors.ts';
import { inCompany, type Committed } from '../../platform/database.ts';

/** Tells open consoles that deliveries changed: once for each webhook and second, not for each delivery. */

const GATHER_MS = 1_000;

export type DeliveryNews = (companyId: number, webhookIds: Iterable<number>) => void;

export const createDeliveryNews = ({
  database,
  log,
  announce,
}: Pick<Deps, 'database' | 'log'> & {
  announce: (committed: Committed) => void;
}): DeliveryNews => {
  const changed = new Map<number, Set<number>>();
  let timer: NodeJS.Timeout | undefined;

  const tell = async (companyId: number, webhookIds: ReadonlySet<number>): Promise<void> =>
    inCompany(
      database,
      { companyId, userId: null },
      (tx) => {
        for (const subjectId of webhookIds) tx.emit(webhookDeliveriesChanged, { subjectId });
        return Promise.resolve();
      },
      announce,
    );

  const tellAll = (): void => {
    timer = undefined;
    const companies = [...changed];
    changed.clear();
    for (const [companyId, webhookIds] of companies) {
      void tolerate(tell(companyId, webhookIds), 'the console looks again at the next change', log);
    }
  };

  return (companyId, webhookIds) => {
    const known = changed.get(companyId) ?? new Set();
    for (const id of webhookIds) known.add(id);
    if (known.size === 0) return;
    changed.set(companyId, known);
    timer ??= setTimeout(tellAll, GATHER_MS).unref();
  };
};
