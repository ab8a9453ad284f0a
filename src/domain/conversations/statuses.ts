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

export const CHANNELS = ['email', 'sms', 'whatsapp', 'custom'] as const;
export type Channel = (typeof CHANNELS)[number];
