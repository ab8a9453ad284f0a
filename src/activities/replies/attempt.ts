import { setTimeout as delay } from 'node:timers/promises';
import type { MailAccount } from '../../domain/mailboxes/account.ts';
import { AppError } from '../../errors.ts';
import type { SmtpVerdict } from '../../domain/shared/smtp-verdict.ts';
import { composeMail, estimatedSizeBytes } from '../../platform/mailbox-smtp/compose.ts';
import { openAccount, withAccount } from '../../services/mailboxes/accounts.ts';
import { openAttempt, type Claim } from '../../services/replies/attempt.ts';
import {
  closeAttempt,
  handOver,
  recordLook,
  type LookResult,
  type Next,
} from '../../services/replies/outcome.ts';
import { transactFor } from '../shared/mails.ts';
import type { AttemptResult, MailboxServers, ReplyActivityDeps, ReplyInput } from './contract.ts';

import { mailOf } from './mail.ts';

/** One attempt, step by step. Between the transactions of src/services/replies/attempt.ts are the calls. */

export const attempt = async (
  deps: ReplyActivityDeps & MailboxServers,
  input: ReplyInput,
  hasLooked = false,
): Promise<AttemptResult> => {
  const { messageUuid } = input;
  const opened = await transactFor(deps)(input, (tx) =>
    openAttempt(tx, { messageUuid, now: deps.clock.now(), hasLooked }),
  );
  switch (opened.kind) {
    case 'ended':
      return opened;
    case 'wait':
      return toResult(deps, { until: opened.until });
    case 'look': {
      const result = await look(deps, input, opened);
      const next = await transactFor(deps)(input, (tx) =>
        recordLook(tx, { messageUuid, result, now: deps.clock.now() }),
      );
      return next === 'send_again' ? attempt(deps, input, true) : toResult(deps, next);
    }
    case 'open': {
      const verdict = await send(deps, input, opened.claim);
      deps.metrics.replyAttempts.inc({ outcome: countedAs(verdict) });
      const now = deps.clock.now();
      const { attempt: number } = opened.claim;
      const next = await insist(deps, () =>
        transactFor(deps)(input, (tx) =>
          closeAttempt(tx, { messageUuid, attempt: number, verdict, now }),
        ),
      );
      return toResult(deps, next);
    }
  }
};

const CLOSE_WAITS_MS = [1_000, 2_000, 4_000, 8_000];

/** The server has answered: a database that is away for some seconds must not make the outcome unknown. */
const insist = async <T>(
  { log }: Pick<ReplyActivityDeps, 'log'>,
  work: () => Promise<T>,
): Promise<T> => {
  for (const waitMs of CLOSE_WAITS_MS) {
    try {
      return await work();
    } catch (error) {
      log.warn({ err: error }, 'the outcome of a reply is not stored yet');
      await delay(waitMs);
    }
  }
  return work();
};

const toResult = ({ clock }: ReplyActivityDeps, next: Next): AttemptResult =>
  'status' in next
    ? { kind: 'ended', status: next.status }
    : { kind: 'wait', waitMs: Math.max(0, next.until.getTime() - clock.now().getTime()) };

const countedAs = ({ outcome }: SmtpVerdict) => (outcome === 'partial' ? 'sent' : outcome);

/** Never throws: before the mail is handed over, every failure is one after which it may be sent again. */
const send = async (
  deps: ReplyActivityDeps & MailboxServers,
  input: ReplyInput,
  claim: Claim,
): Promise<SmtpVerdict> => {
  const { companyId, messageUuid } = input;
  const progress = { isHandedOver: false };
  try {
    const account = await openAccount(deps, { companyId, mailboxId: claim.mailboxId });
    const mail = mailOf(deps, companyId, claim);
    const filesSizeBytes = claim.files.reduce((sum, file) => sum + file.size_bytes, 0);
    const verdict = await deps.mailboxSmtp.send(account, {
      from: mail.from.address,
      to: claim.recipients,
      sizeBytes: estimatedSizeBytes(mail, filesSizeBytes),
      content: composeMail(mail),
      beforeEnd: async () => {
        progress.isHandedOver = await transactFor(deps)(input, (tx) =>
          handOver(tx, { messageUuid, attempt: claim.attempt, now: deps.clock.now() }),
        );
        return progress.isHandedOver;
      },
    });
    if (verdict.errorCode === 'eauth') await renewToken(deps, input, account);
    return verdict;
  } catch (error) {
    deps.log.warn({ err: error, messageUuid }, 'a reply was not sent');
    const errorCode = error instanceof AppError ? error.code : 'internal';
    const outcome = progress.isHandedOver ? 'uncertain' : 'temporary';
    return { outcome, errorCode, errorText: null, refused: [] };
  }
};

/** The server refused the access token: the next attempt has another one. */
const renewToken = async (
  deps: ReplyActivityDeps,
  { companyId }: ReplyInput,
  { mailboxId, login }: MailAccount,
): Promise<void> => {
  if (!('accessToken' in login)) return;
  await openAccount(deps, { companyId, mailboxId }, { refusedToken: login.accessToken }).catch(
    (error: unknown) => deps.log.warn({ err: error, mailboxId }, 'no new access token'),
  );
};

const look = async (
  deps: ReplyActivityDeps & MailboxServers,
  { companyId }: ReplyInput,
  { mailboxId, internetMessageId }: { mailboxId: number; internetMessageId: string },
): Promise<LookResult> => {
  try {
    const result = await withAccount(deps, { companyId, mailboxId }, (account) =>
      deps.sentFolder.find(account, internetMessageId),
    );
    return result === 'no_folder' ? 'not_found' : result;
  } catch (error) {
    deps.log.warn({ err: error, mailboxId }, 'the Sent folder could not be read');
    return 'unavailable';
  }
};
