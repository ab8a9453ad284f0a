import { createHash } from 'node:crypto';

/**
 * What an approval is bound to: to whom, what, and after which message of the conversation. SHA-256 in hexadecimal.
 * Anything else that changes makes another hash, and a decision about the old one is refused.
 */
export const contentHashOf = (content: {
  conversationId: number;
  recipientAddress: string;
  subject: string;
  text: string;
  threadHeadId: number;
}): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        content.conversationId,
        content.recipientAddress,
        content.subject,
        content.text,
        content.threadHeadId,
      ]),
    )
    .digest('hex');
