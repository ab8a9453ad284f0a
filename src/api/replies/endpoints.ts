import { ConversationParams } from '../../domain/conversations/shapes.ts';
import { replyDefaultsRead } from '../../domain/replies/events.ts';
import {
  ATTACHMENTS_SIZE_MAX_BYTES,
  NewConversationIn,
  OutgoingOut,
  RECIPIENT_COUNT_MAX,
  ReplyDefaultsOut,
  ReplyIn,
  SendersOut,
} from '../../domain/replies/shapes.ts';
import { replySubject } from '../../domain/replies/text.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import type { Transaction } from '../../platform/database.ts';
import { findLastMessage } from '../../queries/replies/context.ts';
import type { OutgoingRow } from '../../queries/replies/messages.ts';
import { findSender, type SenderRow } from '../../queries/replies/senders.ts';
import { changeConversation } from '../../services/conversations/change.ts';
import { signatureOf } from '../../services/replies/accept.ts';
import { openConversation } from '../../services/replies/conversation.ts';
import { acceptReply, answerTo } from '../../services/replies/reply.ts';
import { canSend, listUsableSenders } from '../../services/replies/senders.ts';
import { findInReach, lockInReach } from '../conversations/views.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { outgoingEndpoints } from './outgoing.ts';
import { outgoingOut } from './views.ts';

/** Endpoints to write to contacts. */

export const replyEndpoints = (deps: ApiDeps): Endpoint[] => [
  senders(deps),
  start(deps),
  defaults(deps),
  reply(deps),
  ...outgoingEndpoints(deps),
];

const SAMPLE = {
  text: 'Bonjour Madame,\n\nVoici le devis demandé.',
  to: [{ name: 'Marie Dumitru', address: 'marie.dumitru@example.com' }],
  cc: [],
  bcc: [],
  subject: 'Devis pour une formation',
  attachment_ids: [],
  canned_reply_id: null,
};

const MAX_MEGABYTES = ATTACHMENTS_SIZE_MAX_BYTES / 1024 / 1024;
const LIMITS = `At most ${RECIPIENT_COUNT_MAX} recipients and ${MAX_MEGABYTES} MB of files. It is sent after 10 seconds, in which it can be cancelled with certainty. Refused with 409 if the mailbox can not send (\`details.reason\`: \`mailbox_paused\`, \`mailbox_refused\`).`;

const accepted = (row: OutgoingRow) => ({
  body: outgoingOut(row),
  headers: { Location: `/inbox/messages/${row.id}/attempts` },
});

const senders = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.senders',
      method: 'get',
      path: '/inbox/senders',
      permission: 'conversations:reply',
      summary: 'The mailboxes that a conversation can be begun with',
      description: 'Of the call centre of the caller or shared by all; not those that are paused.',
      status: 200,
      answer: SendersOut,
    },
    async ({ scope, read }) =>
      read(async (tx) => ({ body: { data: (await listUsableSenders(tx, scope)).map(senderOut) } })),
  );

const senderOut = ({ id, name, email }: SenderRow) => ({ id, name, email });

const start = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.start',
      method: 'post',
      path: '/inbox/conversations',
      permission: 'conversations:reply',
      summary: 'Write to an address: begins a conversation',
      description: LIMITS,
      body: NewConversationIn,
      sample: { ...SAMPLE, mailbox_id: 1 },
      status: 202,
      answer: OutgoingOut,
    },
    async ({ body, scope, write }) =>
      write(async (tx) => accepted(await openConversation(deps, tx, { scope, content: body }))),
  );

const defaults = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.reply_defaults',
      method: 'get',
      path: '/inbox/conversations/{id}/reply-defaults',
      permission: 'conversations:reply',
      summary: 'What a reply has if its author chooses nothing else',
      params: ConversationParams,
      load: findInReach,
      status: 200,
      answer: ReplyDefaultsOut,
    },
    async ({ read }) =>
      read(async (tx, conversation) => {
        const { answered, recipients } = await answerTo(tx, conversation);
        const last = await findLastMessage(tx, conversation.id);
        const { mailbox_id: mailboxId } = conversation;
        const sender = mailboxId === null ? undefined : await findSender(tx, { id: mailboxId });
        tx.emit(replyDefaultsRead, { subjectId: conversation.id });
        return {
          body: {
            mailbox: sender && canSend(sender) ? senderOut(sender) : null,
            to: recipients.to,
            other_reply_to: recipients.otherReplyTo,
            subject: replySubject(answered?.subject ?? conversation.subject),
            signature: sender ? await signatureOf(tx, sender) : null,
            last_message_id: last?.id ?? null,
          },
        };
      }),
  );

const reply = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.reply',
      method: 'post',
      path: '/inbox/conversations/{id}/reply',
      permission: 'conversations:reply',
      summary: 'Reply',
      description: `${LIMITS} Refused with 409 \`conversation_moved_on\` if a message came after \`expected_last_message_id\`; \`details.messages\` names the newer ones.`,
      params: ConversationParams,
      load: lockInReach,
      body: ReplyIn,
      sample: {
        ...SAMPLE,
        mailbox_id: 1,
        resolve: false,
        expected_last_message_id: 1,
        force: false,
      },
      status: 202,
      answer: OutgoingOut,
    },
    async ({ body, scope, write }) =>
      write(async (tx, conversation) => {
        const row = await acceptReply(deps, tx, { conversation, scope, reply: body });
        if (body.resolve) {
          const current = await lockConversation(tx, conversation.id);
          await changeConversation(tx, current, { status: 'resolu' }, deps.clock.now());
        }
        return accepted(row);
      }),
  );

/** After the reply, which has changed it. */
const lockConversation = async (tx: Transaction, id: number): Promise<ConversationRow> => {
  const row = await findConversation(tx, { id, isLocked: true });
  if (row === undefined) throw new Error('a conversation that is locked must be there');
  return row;
};
