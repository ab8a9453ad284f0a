/** What came of one mail in one SMTP dialogue. Without zod: rules of workflows may use it. */

export const SMTP_OUTCOMES = [
  'sent',
  /** Some recipients were accepted; a later attempt may succeed for others. */
  'partial',
  /** Not accepted. A later attempt may succeed. */
  'temporary',
  /** Not accepted. A later attempt fails too. */
  'permanent',
  /** The server refused the address of every recipient. */
  'recipient_refused',
  /** The whole mail was sent but the server did not answer. It may have accepted the mail. */
  'uncertain',
] as const;
export type SmtpOutcome = (typeof SMTP_OUTCOMES)[number];

export interface SmtpVerdict {
  outcome: SmtpOutcome;
  /** `smtp_<status>`, or the code of the failure. Null: sent to all. */
  errorCode: string | null;
  /** What the server said, cut. May name addresses: never logged. */
  errorText: string | null;
  /** Recipients that the server did not take. Empty if it was not about recipients. */
  refused: readonly RefusedRecipient[];
}

export interface RefusedRecipient {
  address: string;
  isTemporary: boolean;
  errorCode: string;
  errorText: string | null;
}

/** The process of an attempt died. */
export const CUT_SHORT = { errorCode: 'cut_short', errorText: null, refused: [] } as const;
