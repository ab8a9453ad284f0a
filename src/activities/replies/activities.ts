import type { EndedStatus } from '../../domain/replies/statuses.ts';
import { createSentFolder } from '../../platform/imap/find-message.ts';
import { createMailboxSmtp } from '../../platform/mailbox-smtp/send.ts';
import { abandonMessage } from '../../services/replies/outcome.ts';
import { withHeartbeats } from '../shared/heartbeat.ts';
import { transactFor } from '../shared/mails.ts';
import { attempt } from './attempt.ts';
import type { AttemptResult, MailboxServers, ReplyActivityDeps, ReplyInput } from './contract.ts';
import { fileCopy } from './copy.ts';

/** Sending the messages of mailboxes (ADR 0025). */

/** `servers`: those of a test. */
export const createReplyActivities = (
  deps: ReplyActivityDeps,
  servers: () => MailboxServers = () => realServers(deps),
) => ({
  /**
   * Does what is due for one message: an attempt to send it, or a look in the Sent folder. Out: how it ended, or
   * the time until it is to be called again. Errors: `version_conflict`, `unavailable` (retryable).
   * Twice: the row of the attempt, committed before the server is called and again before the end of the mail is
   * sent, keeps two runs from sending it both. Key: the message and the number of the attempt.
   */
  async attemptReply(input: ReplyInput): Promise<AttemptResult> {
    return withHeartbeats(() => attempt({ ...deps, ...servers() }, input));
  },

  /**
   * Puts a copy of a sent message into the Sent folder, unless its server has done so. Errors: `unavailable`
   * (retryable).
   * Twice: the copy is found by its Message-ID.
   */
  async fileSentCopy(input: ReplyInput): Promise<{ outcome: string }> {
    return fileCopy({ ...deps, ...servers() }, input);
  },

  /**
   * Ends a message whose run was cancelled by an operator. Out: how it ended. Twice: it has ended.
   */
  async abandonReply(input: ReplyInput): Promise<{ status: EndedStatus }> {
    const { messageUuid } = input;
    const now = deps.clock.now();
    const status = await transactFor(deps)(input, (tx) => abandonMessage(tx, { messageUuid, now }));
    return { status };
  },
});

export type ReplyActivities = ReturnType<typeof createReplyActivities>;

const realServers = ({ config }: ReplyActivityDeps): MailboxServers => {
  const rules = { allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS };
  return { mailboxSmtp: createMailboxSmtp(rules), sentFolder: createSentFolder(rules) };
};
