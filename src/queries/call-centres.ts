import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const CallCentreRow = z.object({ id: z.number(), name: z.string(), created_at: z.date() });
export type CallCentreRow = z.infer<typeof CallCentreRow>;

export const listCallCentres = async (
  { sql, actor }: Transaction,
  input: { afterId: number | undefined; limit: number },
): Promise<CallCentreRow[]> =>
  parseRows(
    CallCentreRow,
    await sql`
      select id, name, created_at
      from call_centres
      where company_id = ${actor.companyId}::bigint
        ${input.afterId === undefined ? sql`` : sql`and id > ${input.afterId}::bigint`}
      order by id
      limit ${input.limit}::integer
    `,
  );

export const findCallCentre = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<CallCentreRow | undefined> =>
  parseFirst(
    CallCentreRow,
    await sql`
      select id, name, created_at
      from call_centres
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
    `,
  );

/** Undefined if the company has a centre of this name already. */
export const insertCallCentre = async (
  { sql, actor }: Transaction,
  name: string,
): Promise<CallCentreRow | undefined> =>
  parseFirst(
    CallCentreRow,
    await sql`
      insert into call_centres (company_id, name)
      values (${actor.companyId}::bigint, ${name}::text)
      on conflict (company_id, name) do nothing
      returning id, name, created_at
    `,
  );

/** Errors: unique violation of `call_centres_company_id_name_key`. */
export const renameCallCentre = async (
  { sql, actor }: Transaction,
  input: { id: number; name: string },
): Promise<CallCentreRow | undefined> =>
  parseFirst(
    CallCentreRow,
    await sql`
      update call_centres
      set name = ${input.name}::text
      where company_id = ${actor.companyId}::bigint
        and id = ${input.id}::bigint
      returning id, name, created_at
    `,
  );

/** Errors: foreign key violation (23503) if a user, an action, a lead, a form or a webhook refers to it. */
export const deleteCallCentre = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<CallCentreRow | undefined> =>
  parseFirst(
    CallCentreRow,
    await sql`
      delete from call_centres
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
      returning id, name, created_at
    `,
  );
