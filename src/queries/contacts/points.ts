import { z } from 'zod';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { ContactPoint } from '../../domain/contacts/points.ts';
import { json } from '../../platform/json.ts';
import type { Transaction } from '../../platform/database.ts';

/** The table and key of each kind of contact. */
export const CONTACT_TABLES = {
  person: { table: 'people', key: 'person_id' },
  organisation: { table: 'organisations', key: 'organisation_id' },
} as const satisfies Record<ContactKind, { table: string; key: string }>;

export interface ContactPoints {
  emails: readonly ContactPoint[];
  phones: readonly ContactPoint[];
}

const Point = z.object({ value: z.string(), label: z.string().nullable() });
export const pointColumns = { emails: z.array(Point), phones: z.array(Point) };

/** `emails` and `phones` of a row, as a lateral subquery. Index: contact_points_person, contact_points_organisation. */
export const pointsOf = ({ sql, actor }: Transaction, kind: ContactKind) => {
  const { table, key } = CONTACT_TABLES[kind];
  const point = sql`jsonb_build_object('value', value, 'label', label) order by position, id`;
  return sql`
    select
      coalesce(jsonb_agg(${point}) filter (where contact_points.kind = 'email'), '[]') as emails,
      coalesce(jsonb_agg(${point}) filter (where contact_points.kind = 'phone'), '[]') as phones
    from contact_points
    where contact_points.company_id = ${actor.companyId}::bigint
      and ${sql(`contact_points.${key}`)} = ${sql(`${table}.id`)}
  `;
};

/** What the search finds a record by, besides its fields. */
export const searchableText = ({ emails, phones }: ContactPoints): string =>
  [...emails, ...phones].map(({ value }) => value).join(' | ');

/** Replaces all e-mail addresses and telephone numbers. The caller holds the row. */
export const replacePoints = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  { id, emails, phones }: ContactPoints & { id: number },
): Promise<void> => {
  const { key } = CONTACT_TABLES[kind];
  const rows = [
    ...emails.map((point, position) => ({ ...point, position, kind: 'email' })),
    ...phones.map((point, position) => ({ ...point, position, kind: 'phone' })),
  ];
  const deleted = sql`
    delete from contact_points
    where company_id = ${actor.companyId}::bigint and ${sql(key)} = ${id}::bigint
  `.execute();
  if (rows.length === 0) {
    await deleted;
    return;
  }
  // Sent together: it runs after the other on the same connection.
  const inserted = sql`
    insert into contact_points (company_id, ${sql(key)}, kind, value, label, position)
    select ${actor.companyId}::bigint, ${id}::bigint, point.kind, point.value, point.label,
      point.position
    from jsonb_to_recordset(${json(sql, rows)}) as point(
      kind text, value text, label text, position integer
    )
  `.execute();
  await Promise.all([deleted, inserted]);
};
