/** Statuses of an outgoing message and of its attempts. Without zod: workflows use it. */

export const SENDING_STATUSES = [
  /** Waits for the end of the time to undo it, or for its turn. */
  'queued',
  /** An attempt is under way, or its outcome is being looked up. */
  'sending',
  /** Waits for its next attempt. */
  'retrying',
  'sent',
  'failed',
  'cancelled',
  /** It may have been sent. A person decides. */
  'uncertain',
] as const;
export type SendingStatus = (typeof SENDING_STATUSES)[number];

type OpenStatus = Extract<SendingStatus, 'queued' | 'sending' | 'retrying'>;
export type EndedStatus = Exclude<SendingStatus, OpenStatus>;

export const isSendingOpen = (status: SendingStatus): status is OpenStatus =>
  status === 'queued' || status === 'sending' || status === 'retrying';

/** Why a message was cancelled by something else than its undo. */
export type StopReason = 'conversation_deleted' | 'conversation_spam' | 'draft_superseded';

/** Why a message is known to be sent. */
export const SENT_EVIDENCES = [
  /** The mail server accepted it. */
  'accepted',
  /** It is in the Sent folder. */
  'sent_folder',
  /** It was answered, or a server reported about it. */
  'answered',
  /** A person said so. */
  'person',
] as const;
export type SentEvidence = (typeof SENT_EVIDENCES)[number];
