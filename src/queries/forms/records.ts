import { z } from 'zod';
import { LOCALES } from '../../domain/companies/shapes.ts';
import { FormFields, type FormField } from '../../domain/forms/fields.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Forms, without those that were deleted. */

export const FormRow = z.object({
  id: z.number(),
  version: z.number(),
  call_centre_id: z.number().nullable(),
  name: z.string(),
  token: z.string(),
  fields: FormFields,
  locale: z.enum(LOCALES),
  is_confirmation_required: z.boolean(),
  allowed_origins: z.array(z.string()),
  is_active: z.boolean(),
  success_message: z.string().nullable(),
  redirect_url: z.string().nullable(),
  last_lead_at: z.date().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type FormRow = z.infer<typeof FormRow>;

/** Index of the last lead: leads_form. */
const columns = (sql: Transaction['sql']) => sql`
  forms.id, forms.version, forms.call_centre_id, forms.name, forms.token, forms.fields, forms.locale,
  forms.is_confirmation_required, forms.allowed_origins, forms.is_active, forms.success_message,
  forms.redirect_url, forms.created_at, forms.updated_at,
  (
    select leads.created_at from leads
    where leads.company_id = forms.company_id and leads.form_id = forms.id
    order by leads.created_at desc
    limit 1
  ) as last_lead_at
`;

interface FormFilter {
  isActive: boolean | undefined;
  callCentreId: number | undefined;
}

export const listForms = async (
  { sql, actor }: Transaction,
  input: FormFilter & { beforeId: number | undefined; limit: number },
): Promise<FormRow[]> =>
  parseRows(
    FormRow,
    await sql`
      select ${columns(sql)}
      from forms
      where forms.company_id = ${actor.companyId}::bigint
        and forms.deleted_at is null
        ${input.isActive === undefined ? sql`` : sql`and forms.is_active = ${input.isActive}::boolean`}
        ${
          input.callCentreId === undefined
            ? sql``
            : sql`and forms.call_centre_id = ${input.callCentreId}::bigint`
        }
        ${input.beforeId === undefined ? sql`` : sql`and forms.id < ${input.beforeId}::bigint`}
      order by forms.id desc
      limit ${input.limit}::integer
    `,
  );

export const findForm = async (
  { sql, actor }: Transaction,
  { id, lock }: { id: number; lock?: 'share' | 'update' },
): Promise<FormRow | undefined> =>
  parseFirst(
    FormRow,
    await sql`
      select ${columns(sql)}
      from forms
      where forms.company_id = ${actor.companyId}::bigint
        and forms.id = ${id}::bigint
        and forms.deleted_at is null
      ${lock === undefined ? sql`` : lock === 'share' ? sql`for share of forms` : sql`for update of forms`}
    `,
  );

export interface FormContent {
  callCentreId: number | null;
  name: string;
  fields: readonly FormField[];
  locale: string;
  isConfirmationRequired: boolean;
  allowedOrigins: readonly string[];
  isActive: boolean;
  successMessage: string | null;
  redirectUrl: string | null;
}

/** Out: the id. */
export const insertForm = async (
  { sql, actor }: Transaction,
  input: FormContent & { userId: number; token: string },
): Promise<number> => {
  const [row] = await sql`
    insert into forms (
      company_id, user_id, token, call_centre_id, name, fields, locale, is_confirmation_required,
      allowed_origins, is_active, success_message, redirect_url
    )
    values (
      ${actor.companyId}::bigint, ${input.userId}::bigint, ${input.token}::text,
      ${input.callCentreId}::bigint, ${input.name}::text, ${json(sql, input.fields)},
      ${input.locale}::text, ${input.isConfirmationRequired}::boolean,
      ${[...input.allowedOrigins]}::text[], ${input.isActive}::boolean,
      ${input.successMessage}::text, ${input.redirectUrl}::text
    )
    returning id
  `;
  return z.number().parse(row?.['id']);
};

/** Under the row lock of `findForm`. */
export const updateForm = async (
  { sql, actor }: Transaction,
  input: FormContent & { id: number },
): Promise<void> => {
  await sql`
    update forms
    set call_centre_id = ${input.callCentreId}::bigint,
        name = ${input.name}::text,
        fields = ${json(sql, input.fields)},
        locale = ${input.locale}::text,
        is_confirmation_required = ${input.isConfirmationRequired}::boolean,
        allowed_origins = ${[...input.allowedOrigins]}::text[],
        is_active = ${input.isActive}::boolean,
        success_message = ${input.successMessage}::text,
        redirect_url = ${input.redirectUrl}::text,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
  `;
};

/** Under the row lock of `findForm`. The old token finds nothing any more. */
export const replaceFormToken = async (
  { sql, actor }: Transaction,
  input: { id: number; token: string },
): Promise<void> => {
  await sql`
    update forms
    set token = ${input.token}::text, version = version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
  `;
};

/** Its leads stay. */
export const deleteForm = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update forms
    set deleted_at = now(), is_active = false, version = version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
  `;
};
