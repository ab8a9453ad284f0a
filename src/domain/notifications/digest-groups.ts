import type { Locale } from '../companies/shapes.ts';

/** How the digest groups notifications by their kind, in this order. */

interface Group {
  words: Record<Locale, string>;
  /** The beginnings of the types. The first group with a fitting one takes a notification. */
  types: readonly string[];
}

const GROUPS: readonly Group[] = [
  { words: { fr: 'Dossiers', en: 'Cases' }, types: ['CASE_'] },
  {
    words: { fr: 'Tâches et relances', en: 'Tasks and follow-ups' },
    types: ['TASK_', 'FOLLOW_UP_'],
  },
  {
    words: { fr: 'Réponses automatiques', en: 'Automatic replies' },
    types: ['AUTO_REPLY_', 'AUTO_REPLIES_'],
  },
  { words: { fr: 'Conversations', en: 'Conversations' }, types: ['CONVERSATION_', 'MESSAGE_'] },
  { words: { fr: 'Leads', en: 'Leads' }, types: ['LEAD_', 'lead_'] },
  { words: { fr: 'Actions', en: 'Actions' }, types: ['ACTION_'] },
  {
    words: { fr: 'Boîtes mail, webhooks et imports', en: 'Mailboxes, webhooks and imports' },
    types: ['MAILBOX_', 'WEBHOOK_', 'KNOWLEDGE_'],
  },
];

/** What n8n or the CRM reports has types of its own. */
const OTHER: Record<Locale, string> = { fr: 'Fiches', en: 'Records' };

export const hasDigestGroup = (type: string): boolean => groupOf(type) !== undefined;

/** Out: the groups that have any; within one, those of a kind together, each in its order. */
export const groupDigest = <T extends { type: string }>(
  locale: Locale,
  rows: readonly T[],
): { heading: string; rows: T[] }[] => {
  const of = (group: Group | undefined) =>
    byType(rows.filter(({ type }) => groupOf(type) === group));
  return [
    ...GROUPS.map((group) => ({ heading: group.words[locale], rows: of(group) })),
    { heading: OTHER[locale], rows: of(undefined) },
  ].filter((group) => group.rows.length > 0);
};

const groupOf = (type: string): Group | undefined =>
  GROUPS.find(({ types }) => types.some((beginning) => type.startsWith(beginning)));

const byType = <T extends { type: string }>(rows: readonly T[]): T[] =>
  [...new Set(rows.map(({ type }) => type))].flatMap((type) =>
    rows.filter((row) => row.type === type),
  );
