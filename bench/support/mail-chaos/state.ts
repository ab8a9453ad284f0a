import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BenchCompany } from '../company.ts';
import type { Stack } from '../stack.ts';

/** How far a mailbox is read, and what the mail server accepted. */

const State = z.object({
  /** Null: the state is gone. */
  uid_validity: z.number().nullable(),
  phase: z.string().nullable(),
  open_cycles: z.number(),
  pending: z.number(),
});

export const readState = async (
  { superuser }: Stack,
  mailboxId: number,
): Promise<z.infer<typeof State>> => {
  const [row] = await superuser`
    select folder.uid_validity, folder.phase,
      (
        select count(*) from mailbox_cycles
        where mailbox_id = ${mailboxId}::bigint and status in ('waiting', 'running')
      ) as open_cycles,
      (
        select count(*) from mailbox_items
        where mailbox_id = ${mailboxId}::bigint and outcome = 'pending'
      ) as pending
    from (select 1) as one
    left join mailbox_folders folder
      on folder.mailbox_id = ${mailboxId}::bigint and folder.path = 'INBOX'
  `;
  return State.parse(row);
};

/** Out: of each stored content, the conversation. */
export const readStored = async (
  { superuser }: Stack,
  { companyId }: BenchCompany,
): Promise<Map<string, number>> => {
  const rows = await superuser`
    select raw_sha256, conversation_id from messages
    where company_id = ${companyId}::bigint and direction = 'in' and raw_sha256 is not null
  `;
  return new Map(
    z
      .array(z.object({ raw_sha256: z.string(), conversation_id: z.number() }))
      .parse(rows.slice())
      .map((row) => [row.raw_sha256, row.conversation_id]),
  );
};

export interface AcceptedMail {
  file: string;
  messageId: string;
  /** An address. */
  from: string;
  raw: string;
}

export const acceptedMails = async (directory: string): Promise<AcceptedMail[]> => {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.eml'));
  return Promise.all(
    files.map(async (file) => {
      const raw = await readFile(join(directory, file), 'utf8');
      return {
        file,
        raw,
        messageId: messageIdOf(raw),
        from: /^From: .*<(.+)>/m.exec(raw)?.[1] ?? '',
      };
    }),
  );
};

/** A long one is on a line of its own. */
export const messageIdOf = (raw: string): string =>
  /^Message-ID:\s*<([^>]+)>/im.exec(raw)?.[1] ?? '';
