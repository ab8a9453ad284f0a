import type { Locale } from '../companies/shapes.ts';

/** What notifications are about: so they are chosen and listed in the digest, in this order. */

export const NOTIFICATION_AREAS = [
  'cases',
  'tasks',
  'auto_replies',
  'conversations',
  'leads',
  'actions',
  'connections',
  'records',
] as const;
export type NotificationArea = (typeof NOTIFICATION_AREAS)[number];

interface Area {
  words: Record<Locale, string>;
  /** The beginnings of the types. The first area with a fitting one takes a notification. */
  types: readonly string[];
}

const AREAS: Record<NotificationArea, Area> = {
  cases: { words: { fr: 'Dossiers', en: 'Cases' }, types: ['CASE_'] },
  tasks: {
    words: { fr: 'Tâches et relances', en: 'Tasks and follow-ups' },
    types: ['TASK_', 'FOLLOW_UP_'],
  },
  auto_replies: {
    words: { fr: 'Réponses automatiques', en: 'Automatic replies' },
    types: ['AUTO_REPLY_', 'AUTO_REPLIES_'],
  },
  conversations: {
    words: { fr: 'Conversations', en: 'Conversations' },
    types: ['CONVERSATION_', 'MESSAGE_'],
  },
  leads: { words: { fr: 'Leads', en: 'Leads' }, types: ['LEAD_', 'lead_'] },
  actions: { words: { fr: 'Actions', en: 'Actions' }, types: ['ACTION_'] },
  connections: {
    words: { fr: 'Boîtes mail, webhooks et imports', en: 'Mailboxes, webhooks and imports' },
    types: ['MAILBOX_', 'WEBHOOK_', 'KNOWLEDGE_'],
  },
  // What n8n or the CRM reports has types of its own.
  records: { words: { fr: 'Fiches', en: 'Records' }, types: [] },
};

export const areaOf = (type: string): NotificationArea =>
  NOTIFICATION_AREAS.find((area) =>
    AREAS[area].types.some((beginning) => type.startsWith(beginning)),
  ) ?? 'records';

/** Out: the areas that have any; within one, those of a kind together, each in its order. */
export const groupDigest = <T extends { type: string }>(
  locale: Locale,
  rows: readonly T[],
): { heading: string; rows: T[] }[] =>
  NOTIFICATION_AREAS.map((area) => ({
    heading: AREAS[area].words[locale],
    rows: byType(rows.filter(({ type }) => areaOf(type) === area)),
  })).filter((group) => group.rows.length > 0);

const byType = <T extends { type: string }>(rows: readonly T[]): T[] =>
  [...new Set(rows.map(({ type }) => type))].flatMap((type) =>
    rows.filter((row) => row.type === type),
  );
