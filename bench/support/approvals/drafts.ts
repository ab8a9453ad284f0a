import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AUTO_REPLY_STATUSES } from '../../../src/domain/auto-replies/statuses.ts';
import { SENDING_STATUSES } from '../../../src/domain/replies/statuses.ts';
import { messageIdOf } from '../mail-chaos/state.ts';
import type { Stack } from '../stack.ts';
import { call, type ApprovalWorld } from './world.ts';

/** Drafts: those that wait, what was decided, and what the mail server has of them. */

const POLL_MS = 1_000;
const PAGE_COUNT = 250;

const Draft = z.object({
  id: z.string(),
  message_id: z.number(),
  status: z.enum(AUTO_REPLY_STATUSES),
  content_hash: z.string().nullable(),
});
export type WaitingDraft = z.infer<typeof Draft>;

/** Out: seconds until so many drafts have been written. */
export const untilWritten = async (
  { stack }: ApprovalWorld,
  { count, timeoutMs }: { count: number; timeoutMs: number },
): Promise<number> => {
  const startedAt = performance.now();
  for (;;) {
    const [row] = await stack.superuser`
      select count(*)::integer as count from auto_replies where status <> 'drafting'
    `;
    const seconds = (performance.now() - startedAt) / 1000;
    if (Number(row?.['count']) >= count) return seconds;
    if (seconds * 1000 > timeoutMs) throw new Error(`${String(row?.['count'])} of ${count} drafts`);
    await sleep(POLL_MS);
  }
};

const Page = z.object({ data: z.array(Draft), next_cursor: z.string().nullable() });

/** As a person lists them. */
export const listWaiting = async ({ stack, company }: ApprovalWorld): Promise<WaitingDraft[]> => {
  const drafts: WaitingDraft[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `/inbox/auto-replies?status=waiting&limit=${PAGE_COUNT}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = Page.parse(await (await call(stack, company, 'GET', path)).json());
    drafts.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return drafts;
};

const Ended = z.object({
  id: z.string(),
  status: z.enum(AUTO_REPLY_STATUSES),
  sending: z.enum(SENDING_STATUSES).nullable(),
  sent_message_id: z.number().nullable(),
  internet_message_id: z.string().nullable(),
  sent_events: z.number(),
  /** Rows of its conversation that were sent or are to be. */
  replies: z.number(),
});
export type EndedDraft = z.infer<typeof Ended>;

export const readDrafts = async ({ superuser }: Stack): Promise<EndedDraft[]> => {
  const rows = await superuser`
    select auto_replies.id, auto_replies.status, auto_replies.sent_message_id,
      messages.status as sending, messages.internet_message_id,
      (
        select count(*)::integer from events
        where events.company_id = auto_replies.company_id and events.type = 'MessageSent'
          and (events.data ->> 'message_id')::bigint = messages.id
      ) as sent_events,
      (
        select count(*)::integer from messages as reply
        where reply.conversation_id = auto_replies.conversation_id and reply.direction = 'out'
          and reply.status is distinct from 'cancelled'
      ) as replies
    from auto_replies
    left join messages on messages.id = auto_replies.sent_message_id
  `;
  return z.array(Ended).parse(rows.slice());
};

/** By Message-ID, when each mail was accepted: milliseconds since 1970. */
export const acceptedAt = async (directory: string): Promise<Map<string, number[]>> => {
  const times = new Map<string, number[]>();
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.eml')) continue;
    const file = join(directory, name);
    const id = messageIdOf(await readFile(file, 'utf8'));
    times.set(id, [...(times.get(id) ?? []), (await stat(file)).mtimeMs]);
  }
  return times;
};
