import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { verifyAudit } from '../../src/cli/audit-verify.ts';
import { connect } from '../../src/platform/database.ts';
import { STATUS_AFTER } from './company.ts';
import type { Stack } from './stack.ts';

/** What must be true once all is done. A run that lost or doubled an effect has no speed to speak of. */

const LedgerRow = z.object({
  accepted: z.number(),
  unsettled: z.number(),
  not_succeeded: z.number(),
  settled_twice: z.number(),
  never_settled: z.number(),
  notified_twice: z.number(),
  never_notified: z.number(),
  entities_untouched: z.number(),
  entities_twice: z.number(),
  commands_left: z.number(),
});

interface ExpectedLedger {
  companyId: number;
  /** The actions are about its entities. */
  batch: string;
  expectedCount: number;
  /** What n8n's answers set `statutDossier` to. */
  statutDossier?: string;
}

/** Out: the faults. */
export const checkLedger = async (
  { superuser }: Stack,
  { companyId, batch, expectedCount, statutDossier = STATUS_AFTER }: ExpectedLedger,
): Promise<string[]> => {
  const [row] = await superuser`
    with settlements as (
      select subject_id::uuid as action_id, count(*) as count
      from events
      where company_id = ${companyId}::bigint and type = 'ActionSettled'
      group by subject_id
    ),
    notices as (
      select subject_id::uuid as action_id, count(*) as count
      from notifications
      where company_id = ${companyId}::bigint and subject_type = 'action'
      group by subject_id
    ),
    batch as (
      select actions.status, entities.version, entities.statut_dossier,
        coalesce(settlements.count, 0) as settled, coalesce(notices.count, 0) as notified
      from actions
      join entities
        on entities.company_id = actions.company_id and entities.id = actions.entity_id
      left join settlements on settlements.action_id = actions.id
      left join notices on notices.action_id = actions.id
      where actions.company_id = ${companyId}::bigint
        and actions.entite_id like ${`${batch}-%`}::text
    )
    select
      count(*) as accepted,
      count(*) filter (where status not in ('succeeded', 'failed', 'expired', 'cancelled')) as unsettled,
      count(*) filter (where status in ('failed', 'expired', 'cancelled')) as not_succeeded,
      count(*) filter (where settled > 1) as settled_twice,
      count(*) filter (where settled = 0) as never_settled,
      count(*) filter (where notified > 1) as notified_twice,
      count(*) filter (where notified = 0) as never_notified,
      count(*) filter (where statut_dossier is distinct from ${statutDossier}::text) as entities_untouched,
      count(*) filter (where version > 2) as entities_twice,
      (select count(*) from commands) as commands_left
    from batch
  `;
  const { accepted, ...faults } = LedgerRow.parse(row);
  return [
    ...(accepted === expectedCount ? [] : [`${accepted} actions instead of ${expectedCount}`]),
    ...Object.entries(faults).flatMap(([name, count]) =>
      count === 0 ? [] : [`${count} ${name.replaceAll('_', ' ')}`],
    ),
  ];
};

const SEAL_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

/** Until the sealer has put all facts in order: what is audited can be counted then. */
export const untilSealed = async ({ superuser }: Stack): Promise<void> => {
  const endsAt = performance.now() + SEAL_TIMEOUT_MS;
  while (performance.now() < endsAt) {
    const [row] = await superuser`select count(*) as count from facts`;
    if (row?.['count'] === 0) return;
    await sleep(POLL_MS);
  }
  throw new Error('facts were left unsealed');
};

/** The audit chain of every company holds, and no fact is left out of it. Out: the faults. */
export const checkAudit = async (stack: Stack): Promise<string[]> => {
  await untilSealed(stack);
  const owner = connect(stack.urls.ownerUrl, 1);
  const faults: string[] = [];
  try {
    const reportFault = (slug: string, fault: string): void => {
      faults.push(`audit of ${slug}: ${fault}`);
    };
    for await (const _chain of verifyAudit(owner, { reportFault }));
  } finally {
    await owner.end();
  }
  return faults;
};
