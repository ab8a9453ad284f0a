/** An event as webhooks send it. `sequence` grows within a company, so a receiver can order late events. */
export interface SentEvent {
  id: string;
  type: string;
  occurredAt: Date;
  sequence: number;
  data: unknown;
}

/** The bytes that are signed and sent, the same in each attempt. */
export const webhookBody = ({ id, type, occurredAt, sequence, data }: SentEvent): string =>
  JSON.stringify({ id, type, timestamp: occurredAt.toISOString(), sequence, data });
