/**
 * How long history is kept: deliveries that have ended, with their attempts; the files
 * and faulty rows of imports; links that confirm an e-mail address, after their expiry;
 * cycles of mailboxes, after their end.
 */
export const HISTORY_RETENTION_DAYS = 30;
