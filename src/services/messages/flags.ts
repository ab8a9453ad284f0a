import { AUTOMATIC_FLAGS } from '../../domain/conversations/automatic.ts';
import { UNTRUSTED_FLAGS } from '../../domain/messages/untrusted.ts';
import type { OpenedConversation } from './conversations.ts';
import { OWN_ADDRESS_FLAG, type ReadMail } from './read.ts';

/** What people and rules must know of a message. Those of the parser come first. */
export const flagsOf = (
  { input: { mail }, isFromOwnAddress, isFromOwnDomain, authentication }: ReadMail,
  { isStranger, hasOtherThread }: OpenedConversation,
  isNewsletter: boolean,
): string[] => {
  const isDelay = mail.report?.kind === 'delay';
  const flags = [
    ...mail.flags,
    ...(isDelay ? ['auto_reply'] : []),
    ...(isNewsletter ? ['bulk'] : []),
    ...(isStranger ? ['stranger'] : []),
    ...(hasOtherThread ? ['other_conversation'] : []),
    ...(isFromOwnAddress ? [OWN_ADDRESS_FLAG] : []),
    ...(isFromOwnDomain ? ['from_own_domain'] : []),
    ...(authentication === 'failed' ? ['not_authenticated'] : []),
  ];
  return [...new Set(flags)];
};

/** A program wrote it, or it is perhaps not from the one that it says: nobody waits for an answer. */
export const isByProgram = (flags: readonly string[]): boolean =>
  AUTOMATIC_FLAGS.some((flag) => flags.includes(flag));

/** Its sender takes part, as far as is known. */
export const isTrusted = (flags: readonly string[]): boolean =>
  !UNTRUSTED_FLAGS.some((flag) => flags.includes(flag));
