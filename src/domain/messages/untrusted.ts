/**
 * Flags of received messages that give their sender no rights in a conversation: the sender took no part before, is
 * perhaps not who it says, or is a program.
 */
export const UNTRUSTED_FLAGS = [
  'stranger',
  'from_own_address',
  'not_authenticated',
  'auto_reply',
  'bounce',
  'complaint',
] as const;
