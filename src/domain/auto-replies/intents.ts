/** What a message wants, and how it is answered. Without zod. */

export const INTENTS = [
  'question',
  'reclamation',
  'rendez_vous',
  'commande',
  'urgence',
  'spam',
  'autre',
] as const;

export const AUTO_REPLY_TONES = ['neutral', 'warm', 'formal'] as const;
export type Tone = (typeof AUTO_REPLY_TONES)[number];
