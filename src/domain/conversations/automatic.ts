/**
 * Flags of messages that a machine wrote: they start no wait and end none. `recordMessage` is told so by its
 * caller; counting the messages of a conversation again reads the flags.
 */
export const AUTOMATIC_FLAGS = [
  'auto_reply',
  'bounce',
  'complaint',
  'bulk',
  'from_own_address',
] as const;
