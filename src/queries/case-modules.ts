import { z } from 'zod';
import type { Circuit } from '../domain/case-modules/circuit.ts';
import {
  MODULE_FAILURES,
  MODULE_KINDS,
  type ModuleFailure,
  type ModuleKind,
} from '../domain/case-modules/kinds.ts';
import type { Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

/** The modules of a company, with their circuits. */

const CaseModuleRow = z.object({
  kind: z.enum(MODULE_KINDS),
  base_url: z.string(),
  secret_encrypted: z.instanceof(Buffer),
  is_enabled: z.boolean(),
  failure_count: z.number(),
  opened_at: z.date().nullable(),
  retry_at: z.date().nullable(),
  told_at: z.date().nullable(),
  last_ok_at: z.date().nullable(),
  // Of a newer version of Relais there may be others.
  last_error: z.enum(MODULE_FAILURES).nullable().catch('unreachable'),
  last_error_at: z.date().nullable(),
  version: z.number(),
  updated_at: z.date(),
});
export type CaseModuleRow = z.infer<typeof CaseModuleRow>;

const columns = (sql: Transaction['sql']) => sql`
  kind, base_url, secret_encrypted, is_enabled, failure_count, opened_at, retry_at, told_at,
  last_ok_at, last_error, last_error_at, version, updated_at
`;

export const listModules = async ({ sql, actor }: Transaction): Promise<CaseModuleRow[]> =>
  parseRows(
    CaseModuleRow,
    await sql`
      select ${columns(sql)}
      from case_modules
      where company_id = ${actor.companyId}::bigint
      order by kind
    `,
  );

export const findModule = async (
  { sql, actor }: Transaction,
  { kind, isLocked = false }: { kind: ModuleKind; isLocked?: boolean },
): Promise<CaseModuleRow | undefined> =>
  parseFirst(
    CaseModuleRow,
    await sql`
      select ${columns(sql)}
      from case_modules
      where company_id = ${actor.companyId}::bigint and kind = ${kind}::text
      ${isLocked ? sql`for update` : sql``}
    `,
  );

/** Under `lockSetting`, which makes the version that was read the one that is replaced. Its circuit is closed. */
export const saveModule = async (
  { sql, actor }: Transaction,
  input: {
    kind: ModuleKind;
    baseUrl: string;
    secretEncrypted: Buffer;
    isEnabled: boolean;
    version: number;
  },
): Promise<void> => {
  await sql`
    insert into case_modules (company_id, kind, base_url, secret_encrypted, is_enabled, version)
    values (
      ${actor.companyId}::bigint, ${input.kind}::text, ${input.baseUrl}::text,
      ${input.secretEncrypted}::bytea, ${input.isEnabled}::boolean, ${input.version}::integer
    )
    on conflict (company_id, kind) do update
    set base_url = excluded.base_url,
        secret_encrypted = excluded.secret_encrypted,
        is_enabled = excluded.is_enabled,
        version = excluded.version,
        failure_count = 0,
        opened_at = null,
        retry_at = null,
        last_ok_at = case
          when case_modules.base_url = excluded.base_url then case_modules.last_ok_at
        end,
        last_error = null,
        last_error_at = null,
        updated_at = now()
  `;
};

export const deleteModule = async (
  { sql, actor }: Transaction,
  kind: ModuleKind,
): Promise<void> => {
  await sql`
    delete from case_modules where company_id = ${actor.companyId}::bigint and kind = ${kind}::text
  `;
};

/** Takes the trial of an open circuit: one call gets it. Out: false if another has it. */
export const takeTrial = async (
  { sql, actor }: Transaction,
  { kind, now, leaseUntil }: { kind: ModuleKind; now: Date; leaseUntil: Date },
): Promise<boolean> => {
  const taken = await sql`
    update case_modules
    set retry_at = ${leaseUntil}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and kind = ${kind}::text
      and retry_at <= ${now}::timestamptz
  `;
  return taken.count > 0;
};

/** Under the row's lock. `failure`: null after a success. */
export const saveOutcome = async (
  { sql, actor }: Transaction,
  input: { kind: ModuleKind; circuit: Circuit; failure: ModuleFailure | null; now: Date },
): Promise<void> => {
  const { circuit, failure, now } = input;
  await sql`
    update case_modules
    set failure_count = ${circuit.failureCount}::integer,
        opened_at = ${circuit.openedAt}::timestamptz,
        retry_at = ${circuit.retryAt}::timestamptz,
        told_at = ${circuit.toldAt}::timestamptz,
        ${
          failure === null
            ? sql`last_ok_at = ${now}::timestamptz`
            : sql`last_error = ${failure}::text, last_error_at = ${now}::timestamptz`
        }
    where company_id = ${actor.companyId}::bigint and kind = ${input.kind}::text
  `;
};
