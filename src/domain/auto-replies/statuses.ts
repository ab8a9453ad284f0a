/** Statuses of automatic replies. Without zod: workflows use it. */

export const AUTO_REPLY_STATUSES = [
  /** A rule speaks against it: nothing is written, unless a person asks. */
  'refused',
  /** The model writes it. */
  'drafting',
  /** A person decides. */
  'waiting',
  /** Handed over to be sent: its message says how that goes. */
  'accepted',
  'rejected',
  /** Something newer made it old: a message, a person's reply, another folder or status. */
  'superseded',
  /** It had no decision in time. */
  'expired',
  /** The model wrote nothing that could be used. */
  'failed',
] as const;
export type AutoReplyStatus = (typeof AUTO_REPLY_STATUSES)[number];

type OpenStatus = Extract<AutoReplyStatus, 'drafting' | 'waiting'>;
export type EndedStatus = Exclude<AutoReplyStatus, OpenStatus>;

export const isOpen = (status: AutoReplyStatus): status is OpenStatus =>
  status === 'drafting' || status === 'waiting';

export const AUTO_REPLY_MODES = ['auto', 'validation'] as const;
export type AutoReplyMode = (typeof AUTO_REPLY_MODES)[number];

export const SUPERSEDE_REASONS = [
  'newer_message',
  'human_reply',
  'status_changed',
  'folder_changed',
  'conversation_deleted',
  'conversation_changed',
] as const;
export type SupersedeReason = (typeof SUPERSEDE_REASONS)[number];
