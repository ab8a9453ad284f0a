import { z } from 'zod';
import { mailFailureOf, type MailFailure } from '../../domain/mailboxes/failures.ts';
import { AppError } from '../../errors.ts';

/** What a session with an IMAP server fails with. Without texts of the server: they may name people. */

export class ImapFailure extends Error {
  readonly code: MailFailure;
  constructor(code: MailFailure) {
    super(`the IMAP session failed: ${code}`);
    this.name = 'ImapFailure';
    this.code = code;
  }
}

interface Ending {
  /** The text of the server's BYE: it may say why. */
  byeReason?: string | undefined;
  /** What broke the connection: a limit, or the network. Commands only say that it is gone. */
  cause?: unknown;
}

/** In: what a command threw, and how the connection ended if it did. */
export const toImapFailure = (error: unknown, { byeReason, cause }: Ending = {}): ImapFailure => {
  if (error instanceof ImapFailure) return error;
  const code = mailFailureOf(completed(error, byeReason));
  if (code !== 'connection_lost' || cause === undefined) return new ImapFailure(code);
  return new ImapFailure(mailFailureOf(completed(cause, byeReason)));
};

/** Adds what `mailFailureOf` reads: imapflow leaves the answer to some commands as it parsed it. */
const completed = (error: unknown, byeReason: string | undefined): unknown => {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const answer = answerOf(error);
  const known: object = Object.fromEntries(Object.entries(error));
  return {
    ...known,
    ...(byeReason !== undefined && !('reason' in known) && { reason: byeReason }),
    ...(answer !== undefined && { response: answer.text, serverResponseCode: answer.code }),
  };
};

const Answered = z.object({
  responseText: z.string().optional(),
  response: z.object({
    attributes: z.array(
      z.looseObject({
        section: z.array(z.looseObject({ value: z.string().optional() })).optional(),
      }),
    ),
  }),
});

/** Response code (RFC 3501, 7.1) and text of a NO or BAD. Undefined: the error is none of these. */
const answerOf = (error: Error): { code: string; text: string } | undefined => {
  const parsed = Answered.safeParse(error);
  if (!parsed.success) return undefined;
  const [first] = parsed.data.response.attributes;
  return {
    code: first?.section?.[0]?.value?.toUpperCase() ?? '',
    text: parsed.data.responseText ?? '',
  };
};

/** The server says that messages are gone which it was asked for (RFC 2180, 4.1). */
export const isExpungeIssued = (error: unknown): boolean =>
  error instanceof Error && answerOf(error)?.code === 'EXPUNGEISSUED';
