/** Statuses of conversations, with the codes of seed 002. Without zod: workflows use it. */

export const CONVERSATION_STATUSES = [
  'nouveau',
  'en_cours',
  'resolu',
  'archive',
  'spam',
  'urgent',
] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

/** Not ended, and no spam: somebody works on it, or will. */
export const isWorkedOn = (status: ConversationStatus): boolean =>
  status === 'nouveau' || status === 'en_cours' || status === 'urgent';

export const STATUS_LABELS: Record<ConversationStatus, { fr: string; en: string }> = {
  nouveau: { fr: 'Nouveau', en: 'New' },
  en_cours: { fr: 'En cours', en: 'In progress' },
  resolu: { fr: 'Résolu', en: 'Resolved' },
  archive: { fr: 'Archivé', en: 'Archived' },
  spam: { fr: 'Spam', en: 'Spam' },
  urgent: { fr: 'Urgent', en: 'Urgent' },
};

export const CHANNELS = ['email', 'sms', 'whatsapp', 'custom'] as const;
export type Channel = (typeof CHANNELS)[number];
