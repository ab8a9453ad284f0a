import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { DovecotUser } from '../../../test/support/dovecot.ts';
import { UNDO_MS } from '../../../src/domain/replies/schedule.ts';
import { freeBenchPort } from '../stack.ts';
import { acceptedMails } from './state.ts';
import { startGate, type Gate, type GateStep } from './gate.ts';
import { connectMailbox, post, type MailChaosWorld } from './world.ts';

/** Replies, in waves: all of a wave are held at one step, then the worker or the server is killed with -9. */

/** First those whose outcome is then looked up for 15 minutes. */
const STEPS = [
  'before the end arrives',
  'before the answer',
  'before the row',
  'before the claim',
  'after the claim',
  'before MAIL FROM',
  'before the content',
  'before the copy',
  'before its answer',
] as const;
type Step = (typeof STEPS)[number];

/** What the proxy before the server holds. */
const HELD: Record<Step, GateStep | null> = {
  'before the claim': null,
  'after the claim': 'greeting',
  'before MAIL FROM': 'mail_from',
  'before the content': 'content',
  'before the end arrives': 'end',
  'before the answer': 'answer',
  'before the row': 'answer',
  'before the copy': 'append',
  'before its answer': 'appended',
};

export interface Wave {
  step: Step;
  victim: 'worker' | 'server';
  replyIds: number[];
  /** How many were at that step when it was killed. */
  heldCount: number;
}

interface SendingMailbox {
  id: number;
  email: string;
  user: DovecotUser;
  /** Its server puts what it accepts into Sent. */
  keepsCopies: boolean;
}

export interface Sending {
  waves: Wave[];
  mailboxes: SendingMailbox[];
  /** Puts what was accepted meanwhile into the Sent folders of servers that do so. */
  keepCopies: () => Promise<void>;
  stop: () => void;
}

/** As many as a mailbox sends at a time (CONNECTIONS_PER_MAILBOX_MAX). */
const REPLIES_PER_MAILBOX = 3;
const DOWN_MS = 4_000;
const KEEP_MS = 2_000;
const HOLD_TIMEOUT_MS = 25_000;
const COPY_HOLD_TIMEOUT_MS = 45_000;
/** A server that says nothing is given up after 10 s. */
const HELD_MAX_MS = 6_000;
const HOLD_POLL_MS = 50;
const ANSWER_MS = 500;

export const sendInWaves = async (world: MailChaosWorld, count: number): Promise<Sending> => {
  const plans = STEPS.flatMap((step) =>
    (['worker', 'server'] as const).map((victim) => ({ step, victim })),
  );
  const conversationIds = await listConversations(world, count);
  if (conversationIds.length < count) {
    throw new Error(
      `${conversationIds.length} conversations: ask for more mails than twice the replies`,
    );
  }
  const sending: Sending = {
    waves: [],
    mailboxes: [],
    keepCopies: () => keepCopies(world, sending, kept),
    stop: () => {
      clearInterval(keeping);
      for (const gate of gates) gate.stop();
    },
  };
  const kept = new Set<string>();
  const gates: Gate[] = [];
  // At once, as a server does: Relais looks for its copy 20 s after the mail.
  const keeping = setInterval(() => void sending.keepCopies().catch(() => undefined), KEEP_MS);
  for (const [index, { step, victim }] of plans.entries()) {
    const share = Math.round((count * (index + 1)) / plans.length) - sum(sending.waves);
    if (share === 0) continue;
    const isCopy = step === 'before the copy' || step === 'before its answer';
    const target = isCopy ? world.dovecot.port : world.smtpPort;
    const gate = await startGate(await freeBenchPort(), target, HELD[step]);
    gates.push(gate);
    const mailboxes = await addMailboxes(world, Math.ceil(share / REPLIES_PER_MAILBOX), {
      number: sending.mailboxes.length,
      ports: {
        imapPort: isCopy ? gate.port : world.dovecot.port,
        smtpPort: isCopy ? world.smtpPort : gate.port,
      },
      // A copy that is there already is not put there.
      mayKeep: !isCopy,
    });
    sending.mailboxes.push(...mailboxes);
    const wave: Wave = { step, victim, replyIds: [], heldCount: 0 };
    for (let reply = 0; reply < share; reply += 1) {
      const mailbox = mailboxes[reply % mailboxes.length];
      const conversationId = conversationIds.pop();
      if (mailbox === undefined || conversationId === undefined)
        throw new Error('a wave without a mailbox');
      wave.replyIds.push(await writeReply(world, conversationId, mailbox.id));
    }
    sending.waves.push(wave);
    await kill(world, { wave, gate, isCopy });
    await sending.keepCopies();
  }
  return sending;
};

const sum = (waves: readonly Wave[]): number =>
  waves.reduce((total, { replyIds }) => total + replyIds.length, 0);

/** With a contact that a reply goes to. */
const listConversations = async (
  { stack, calm }: MailChaosWorld,
  count: number,
): Promise<number[]> => {
  const rows = await stack.superuser`
    select id from conversations
    where company_id = ${calm.companyId}::bigint
      and contact_address is not null and not is_newsletter
    order by id
    limit ${count}::integer
  `;
  return z
    .array(z.object({ id: z.number() }))
    .parse(rows.slice())
    .map(({ id }) => id);
};

interface Added {
  number: number;
  ports: { imapPort: number; smtpPort: number };
  mayKeep: boolean;
}

const addMailboxes = async (
  { stack, calm, dovecot }: MailChaosWorld,
  count: number,
  { number, ports, mayKeep }: Added,
): Promise<SendingMailbox[]> => {
  const added: SendingMailbox[] = [];
  for (let index = 0; index < count; index += 1) {
    const user = dovecot.newUser();
    const email = `equipe${number + index}@atelier.example`;
    const id = await connectMailbox(stack, calm, { email, user: user.name, ...ports });
    added.push({ id, email, user, keepsCopies: mayKeep && index % 2 === 1 });
  }
  return added;
};

/** Out: the id of the message. */
const writeReply = async (
  { stack, calm }: MailChaosWorld,
  conversationId: number,
  mailboxId: number,
): Promise<number> => {
  const answer = await post(stack, calm, `/inbox/conversations/${conversationId}/reply`, {
    text: 'Voici la réponse.',
    mailbox_id: mailboxId,
  });
  return z.object({ id: z.number() }).parse(answer).id;
};

interface Killed {
  wave: Wave;
  gate: Gate;
  isCopy: boolean;
}

const kill = async (world: MailChaosWorld, { wave, gate, isCopy }: Killed): Promise<void> => {
  const { stack } = world;
  const victim = wave.victim === 'worker' ? stack.worker : world.smtp;
  if (wave.step === 'before the claim') {
    await sleep(UNDO_MS - 2_000);
    await victim.kill();
    wave.heldCount = wave.replyIds.length;
    await sleep(DOWN_MS);
    victim.start();
    return;
  }
  await untilHeld(gate, wave.replyIds.length, isCopy ? COPY_HOLD_TIMEOUT_MS : HOLD_TIMEOUT_MS);
  wave.heldCount = gate.heldCount();
  const die = async (): Promise<void> => {
    // Dovecot serves all of them: only these connections break.
    if (isCopy && wave.victim === 'server') return gate.cut();
    await victim.kill();
  };
  if (wave.step === 'before the row') {
    await withRowsLocked(world, wave.replyIds, async () => {
      gate.open();
      await sleep(ANSWER_MS);
      await die();
    });
  } else {
    await die();
  }
  gate.cut();
  victim.start();
};

const untilHeld = async (gate: Gate, count: number, timeoutMs: number): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  let firstAt: number | undefined;
  while (gate.heldCount() < count && performance.now() < deadline) {
    if (gate.heldCount() > 0) firstAt ??= performance.now();
    if (firstAt !== undefined && performance.now() - firstAt > HELD_MAX_MS) return;
    await sleep(HOLD_POLL_MS);
  }
};

/** The worker can't write how an attempt ended meanwhile. */
const withRowsLocked = async (
  { stack }: MailChaosWorld,
  ids: readonly number[],
  work: () => Promise<void>,
): Promise<void> => {
  await stack.superuser.begin(async (sql) => {
    await sql`select from messages where id = any(${[...ids]}::bigint[]) for update`;
    await work();
  });
};

const keepCopies = async (
  { mailDirectory }: MailChaosWorld,
  { mailboxes }: Sending,
  kept: Set<string>,
): Promise<void> => {
  const keepers = new Map(
    mailboxes.filter(({ keepsCopies }) => keepsCopies).map(({ email, user }) => [email, user]),
  );
  for (const mail of await acceptedMails(mailDirectory)) {
    if (kept.has(mail.file)) continue;
    kept.add(mail.file);
    await keepers.get(mail.from)?.deliver(mail.raw, { folder: 'Sent' });
  }
};
