import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SENDING_STATUSES, isSendingOpen } from '../../../src/domain/replies/statuses.ts';
import type { Stack } from '../stack.ts';
import { acceptedMails, messageIdOf } from './state.ts';
import type { Sending, Wave } from './replies.ts';
import type { MailChaosWorld } from './world.ts';

/** How the replies ended, against what the mail server accepted. */

const ReplyRow = z.object({
  id: z.number(),
  message_id: z.string(),
  status: z.enum(SENDING_STATUSES),
  error_code: z.string().nullable(),
  attempts: z.number(),
  sent_events: z.number(),
});
type ReplyRow = z.infer<typeof ReplyRow>;

const POLL_MS = 2_000;

/** Until none waits for an attempt or a look. */
export const untilEnded = async (
  { stack }: MailChaosWorld,
  sending: Sending,
  timeoutMs: number,
): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  const ids = sending.waves.flatMap(({ replyIds }) => replyIds);
  while (performance.now() < deadline) {
    await sending.keepCopies();
    const rows = await readReplies(stack, ids);
    if (!rows.some(({ status }) => isSendingOpen(status))) return;
    await sleep(POLL_MS);
  }
};

const readReplies = async ({ superuser }: Stack, ids: readonly number[]): Promise<ReplyRow[]> => {
  const rows = await superuser`
    select messages.id, messages.internet_message_id as message_id, messages.status,
      messages.error_code,
      (
        select count(*) from message_attempts attempt
        where attempt.company_id = messages.company_id and attempt.message_id = messages.id
      ) as attempts,
      (
        select count(*) from events
        where events.company_id = messages.company_id and events.type = 'MessageSent'
          and (events.data ->> 'message_id')::bigint = messages.id
      ) as sent_events
    from messages
    where messages.id = any(${[...ids]}::bigint[])
  `;
  return z.array(ReplyRow).parse(rows.slice());
};

export interface RepliesLedger {
  faults: string[];
  table: string[][];
  lines: string[];
}

export const checkReplies = async (
  { stack, mailDirectory }: MailChaosWorld,
  { waves, mailboxes }: Sending,
): Promise<RepliesLedger> => {
  const rows = new Map(
    (
      await readReplies(
        stack,
        waves.flatMap(({ replyIds }) => replyIds),
      )
    ).map((row) => [row.id, row]),
  );
  const accepted = countBy((await acceptedMails(mailDirectory)).map(({ messageId }) => messageId));
  const inSent = await Promise.all(mailboxes.map(({ user }) => user.messages('Sent')));
  const copies = countBy(inSent.flat().map(messageIdOf));
  const all = [...rows.values()];
  const known = new Set(all.map(({ message_id: id }) => id));
  const mailsOf = ({ message_id: id }: ReplyRow): number => accepted.get(id) ?? 0;
  const copiesOf = ({ message_id: id }: ReplyRow): number => copies.get(id) ?? 0;
  const count = (isMeant: (row: ReplyRow) => boolean): number => all.filter(isMeant).length;
  const is =
    (status: ReplyRow['status']) =>
    (row: ReplyRow): boolean =>
      row.status === status;
  const uncertain = all.filter(is('uncertain'));
  return {
    faults: [
      ...fault(
        count((row) => mailsOf(row) > 1),
        'replies sent twice',
      ),
      ...fault(
        count((row) => is('sent')(row) && mailsOf(row) === 0),
        'sent without a mail',
      ),
      ...fault(
        count((row) => is('failed')(row) && mailsOf(row) > 0),
        'failed with a mail',
      ),
      ...fault(
        count(({ status }) => isSendingOpen(status)),
        'replies stuck',
      ),
      ...fault(
        count((row) => is('uncertain')(row) && row.error_code === null),
        'without a reason',
      ),
      ...fault(
        count((row) => row.sent_events !== (is('sent')(row) ? 1 : 0)),
        'replies announced wrongly',
      ),
      ...fault(
        count((row) => copiesOf(row) > 1),
        'copies in Sent twice',
      ),
      ...fault(
        count((row) => is('sent')(row) && copiesOf(row) === 0),
        'without a copy in Sent',
      ),
      ...fault([...accepted.keys()].filter((id) => !known.has(id)).length, 'mails of nobody'),
    ],
    table: [
      ['killed with -9', 'at', 'held', 'of', 'sent', 'uncertain', 'failed', 'mails'],
      ...waves.map((wave) => waveLine(wave, rows, mailsOf)),
    ],
    lines: [
      `${all.length} replies: ${count(is('sent'))} sent, ${count(is('failed'))} failed, ${uncertain.length} uncertain (${uncertain.filter((row) => mailsOf(row) === 1).length} of them sent), ${count(({ status }) => isSendingOpen(status))} stuck`,
      `${[...accepted.values()].reduce((sum, one) => sum + one, 0)} mails accepted, ${accepted.size} different ones; ${all.reduce((sum, { attempts }) => sum + attempts, 0)} attempts`,
      `reasons: ${[...countBy(uncertain.map(({ error_code: code }) => code ?? 'none'))]
        .map(([code, number]) => `${number} ${code}`)
        .join(', ')}`,
    ],
  };
};

const waveLine = (
  { step, victim, replyIds, heldCount }: Wave,
  rows: ReadonlyMap<number, ReplyRow>,
  mailsOf: (row: ReplyRow) => number,
): string[] => {
  const own = replyIds.flatMap((id) => rows.get(id) ?? []);
  const count = (status: ReplyRow['status']): string =>
    String(own.filter((row) => row.status === status).length);
  return [
    victim === 'worker' ? 'worker' : 'mail server',
    step,
    String(heldCount),
    String(own.length),
    count('sent'),
    count('uncertain'),
    count('failed'),
    String(own.reduce((sum, row) => sum + mailsOf(row), 0)),
  ];
};

const fault = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);

const countBy = (values: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};
