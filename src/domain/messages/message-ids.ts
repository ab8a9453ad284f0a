import {
  deriveKey,
  equalsInConstantTime,
  hmacBase64Url,
  type EncryptionKey,
} from '../shared/secrets.ts';

/**
 * Message-ID of a mail that Relais sends: `<uuid>.<conversation>.<signature>@<domain>`, without the angle
 * brackets. The signature shows that Relais wrote it, for this company, so an answer is found by it even if
 * the row of the message is gone. It is in lower case: some servers change the case.
 * The signature gives no rights: every receiver of the mail knows it.
 */

const PURPOSE = 'message-id/v1';
/** Of the HMAC in hexadecimal: 96 bits, and guesses can only be tried by sending mail. */
const SIGNATURE_LENGTH = 24;
const SHAPE = /^([0-9a-f]{32})\.([0-9a-z]{1,11})\.([0-9a-f]{24})@/;

interface MessageIdInput {
  companyId: number;
  conversationId: number;
  messageUuid: string;
  /** Of the sender's address. */
  domain: string;
  /** The first one signs. */
  keys: readonly EncryptionKey[];
}

/** The same for the same message and key. Kept in `messages.internet_message_id`. */
export const newMessageId = ({ domain, keys, ...named }: MessageIdInput): string => {
  const [key] = keys;
  if (key === undefined) throw new Error('no encryption key configured');
  const uuid = named.messageUuid.replaceAll('-', '');
  return `${uuid}.${named.conversationId.toString(36)}.${signatureOf(key, named)}@${domain}`;
};

export interface OwnMessageId {
  conversationId: number;
  messageUuid: string;
}

/** What a Message-ID of Relais names. Undefined: it is not ours, of another company, or was changed. */
export const readMessageId = (
  messageId: string,
  { companyId, keys }: { companyId: number; keys: readonly EncryptionKey[] },
): OwnMessageId | undefined => {
  const [, uuid, conversation, signature] = SHAPE.exec(messageId.toLowerCase()) ?? [];
  if (uuid === undefined || conversation === undefined || signature === undefined) return undefined;
  const named = {
    conversationId: Number.parseInt(conversation, 36),
    messageUuid: uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  };
  const isSigned = keys.some((key) =>
    equalsInConstantTime(signature, signatureOf(key, { companyId, ...named })),
  );
  return isSigned && Number.isSafeInteger(named.conversationId) ? named : undefined;
};

const signatureOf = (
  key: EncryptionKey,
  { companyId, conversationId, messageUuid }: OwnMessageId & { companyId: number },
): string => {
  const text = `${companyId}/${conversationId}/${messageUuid.toLowerCase()}`;
  const hmac = hmacBase64Url(deriveKey(key, PURPOSE), text);
  return Buffer.from(hmac, 'base64url').toString('hex').slice(0, SIGNATURE_LENGTH);
};
