import type { repliesFr } from './words.fr.ts';

/** The English words of outgoing messages. */
export const repliesEn: typeof repliesFr = {
  outgoing: {
    statuses: {
      queued: 'Waiting to be sent',
      sending: 'Being sent',
      retrying: 'To be tried again',
      sent: 'Sent',
      failed: 'Not sent',
      cancelled: 'Cancelled',
      uncertain: 'Perhaps sent',
    },
    errors: {
      cut_short: 'Sending was interrupted.',
      mailbox_gone: 'The mailbox was deleted.',
      mailbox_paused: 'The mailbox is paused.',
      run_cancelled: 'An operator stopped it.',
      some_recipients_refused: 'Some recipients were refused.',
      too_large: 'The message is too large for this server.',
      egress_refused: 'The address of the server is not allowed.',
      credentials_refused: 'The server refuses the user name or the password.',
      eauth: 'The server refuses the user name or the password.',
      etls: 'The server offers no encrypted connection.',
      edns: 'The server can not be found.',
      etimedout: 'The server did not answer in time.',
      esocket: 'The connection to the server failed.',
      econnection: 'The connection to the server broke.',
      unavailable: 'The server can not be reached at the moment.',
    },
    smtp: (status) => `The server refused the message (${status}).`,
    other: (code) => `Sending failed (${code}).`,
  },
  codes: {
    auditOperations: {
      'conversations.reply': 'Message to a contact written',
      'conversations.cancel_reply': 'Message taken back before it was sent',
      'conversations.retry_reply': 'Message to be sent again',
      'conversations.message_sent': 'Message sent',
      'conversations.message_failed': 'Message not sent',
      'conversations.message_uncertain': 'Message perhaps sent',
      'conversations.read_attempts': 'Attempts to send looked at',
      'conversations.read_reply_defaults': 'Reply prepared',
    },
  },
};
