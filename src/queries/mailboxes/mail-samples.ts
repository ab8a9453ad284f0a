import { z } from 'zod';
import { SAMPLE_COUNT_MAX, type MailSample } from '../../domain/messages/learnt-server.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

const SampleRow = z.object({ sender_domain: z.string(), header: z.string() });

const REACH_DAYS = 90;

/** The newest received mails of a mailbox. Index: messages_statistics. */
export const listMailSamples = async (
  { sql, actor }: Transaction,
  { mailboxId }: { mailboxId: number },
): Promise<MailSample[]> => {
  const rows = parseRows(
    SampleRow,
    await sql`
      select coalesce(substring(sender_address from '[^@]*$'), '') as sender_domain,
        coalesce(headers ->> 'authentication-results', '') as header
      from messages
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${mailboxId}::bigint
        and direction = 'in'
        and occurred_at > now() - make_interval(days => ${REACH_DAYS}::integer)
      order by occurred_at desc
      limit ${SAMPLE_COUNT_MAX}::integer
    `,
  );
  return rows.map(({ sender_domain: senderDomain, header }) => ({ senderDomain, header }));
};
