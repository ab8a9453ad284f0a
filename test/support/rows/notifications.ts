import type { Database } from '../../../src/platform/database.ts';

/** A notification as `tx.emit` writes it, with words of its own. Out: its id. */

export interface NotificationInput {
  companyId: number;
  userId: number;
  /** As seed 001 numbers it; the next free one if absent. */
  id?: number;
  type?: string;
  titre?: string;
  message?: string;
  level?: 'success' | 'error' | 'warning' | 'info';
  subject?: { type: 'action' | 'entity' | 'webhook'; id: number | string } | null;
}

export const insertNotification = async (
  superuser: Database,
  input: NotificationInput,
): Promise<number> => {
  const { subject = null } = input;
  const words = { titre: input.titre ?? 'Essai', message: input.message ?? '' };
  const [row] = await superuser`
    insert into notifications
      (id, company_id, user_id, categorie, type, code, params, level, subject_type, subject_id)
    overriding system value
    values (
      coalesce(${input.id ?? null}, nextval(pg_get_serial_sequence('notifications', 'id'))),
      ${input.companyId}, ${input.userId}, 'CANDIDAT', ${input.type ?? 'TEST'}, 'text',
      ${superuser.json(words)}, ${input.level ?? 'info'}, ${subject?.type ?? null},
      ${subject === null ? null : String(subject.id)}
    )
    returning id
  `;
  return Number(row?.['id']);
};
