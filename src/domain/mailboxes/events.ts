import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Facts about mailboxes. Internal: mail reaches webhooks as conversations. */

export const mailboxTopics = {
  /** The mailbox, its health or its cycles changed. */
  'mailbox.updated': {
    permission: 'mailboxes:read',
    data: z.object({ id: z.number() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'mailbox.updated',
  data: (_: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

export const mailboxCreated = declareInternalEvent('MailboxCreated', 'mailbox', {
  audit: 'mailboxes.create',
  stream,
});
export const mailboxUpdated = declareInternalEvent('MailboxUpdated', 'mailbox', {
  audit: 'mailboxes.update',
  stream,
});
export const mailboxDeleted = declareInternalEvent('MailboxDeleted', 'mailbox', {
  audit: 'mailboxes.delete',
  stream,
});
/** A person tried a connection, of a mailbox or before there is one. */
export const mailboxTested = declareInternalEvent('MailboxTested', 'mailbox', {
  audit: 'mailboxes.test',
});

/** Its health or a cycle changed: consoles read it again. */
export const mailboxTouched = declareInternalEvent('MailboxTouched', 'mailbox', { stream });

/** The server refused the credentials: no cycle until a person acts. */
export const mailboxRefused = declareInternalEvent('MailboxRefused', 'mailbox', {
  stream,
  notification: {
    code: 'mailbox_refused',
    kinds: ['MAILBOX_REFUSED'],
    type: () => 'MAILBOX_REFUSED',
    level: () => 'error',
  },
  counter: {
    name: 'relais_mailboxes_refused_total',
    help: 'Mailboxes that stopped because their server refused the credentials.',
    labels: () => ({}),
    initialLabels: [{}],
  },
});

export const mailboxLate = declareInternalEvent('MailboxLate', 'mailbox', {
  stream,
  notification: {
    code: 'mailbox_late',
    kinds: ['MAILBOX_LATE'],
    type: () => 'MAILBOX_LATE',
    level: () => 'warning',
  },
});

/** Messages of it could not be read, and are not tried any more. */
export const mailboxQuarantined = declareInternalEvent('MailboxQuarantined', 'mailbox', {
  stream,
  notification: {
    code: 'mailbox_quarantined',
    kinds: ['MAILBOX_QUARANTINED'],
    type: () => 'MAILBOX_QUARANTINED',
    level: () => 'warning',
  },
});

export const mailboxRecovered = declareInternalEvent('MailboxRecovered', 'mailbox', {
  stream,
  notification: {
    code: 'mailbox_recovered',
    kinds: ['MAILBOX_RECOVERED'],
    type: () => 'MAILBOX_RECOVERED',
    level: () => 'success',
  },
});

/** A person asked for a cycle. */
export const mailboxSyncRequested = declareInternalEvent('MailboxSyncRequested', 'mailbox', {
  audit: 'mailboxes.sync',
  stream,
});

/** A person asked for older mail. */
export const mailboxBackfillRequested = declareInternalEvent(
  'MailboxBackfillRequested',
  'mailbox',
  { audit: 'mailboxes.backfill', stream },
);

/** A message that could not be read is tried again. */
export const mailboxItemRetried = declareInternalEvent('MailboxItemRetried', 'mailbox', {
  audit: 'mailboxes.retry_item',
  stream,
});

/** A message that could not be read is given up. */
export const mailboxItemDropped = declareInternalEvent('MailboxItemDropped', 'mailbox', {
  audit: 'mailboxes.drop_item',
  stream,
});
