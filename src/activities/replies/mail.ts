import { Readable } from 'node:stream';
import type { Deps } from '../../deps.ts';
import { replyHtml } from '../../domain/replies/text.ts';
import { AppError } from '../../errors.ts';
import type { OutgoingMail } from '../../platform/mailbox-smtp/compose.ts';
import type { FileRow } from '../../queries/replies/context.ts';
import type { MailRow } from '../../queries/replies/messages.ts';

/** The mail of a message, from its rows: the same in every attempt and in the copy. */
export const mailOf = (
  deps: Pick<Deps, 'files'>,
  companyId: number,
  { mail, files }: { mail: MailRow; files: readonly FileRow[] },
): OutgoingMail => ({
  uuid: mail.uuid,
  internetMessageId: mail.internet_message_id,
  inReplyTo: mail.in_reply_to,
  references: mail.reference_ids,
  from: { name: mail.sender_name, address: mail.sender_address },
  recipients: mail.recipients,
  date: mail.occurred_at,
  subject: mail.subject,
  text: mail.text,
  html: replyHtml({ text: mail.text, quoteOffset: mail.quote_offset }),
  headers: mail.auto_reply === null ? {} : AUTOMATIC_HEADERS[mail.auto_reply],
  attachments: files.map(({ file_name: fileName, media_type: mediaType, sha256 }) => ({
    fileName,
    mediaType,
    content: Readable.from(contentOf(deps, { companyId, sha256 })),
  })),
});

/** Ends a loop of programs that answer each other: every automatic reply is recognised here, by any company. */
const LOOP = { 'X-Relais-Loop': '1' };

/** Asks for no automatic answer. RFC 3834, 3.1.7; MS-OXCMAIL, 2.2.3.2.14. One that a person approved is theirs. */
const AUTOMATIC_HEADERS = {
  approved: LOOP,
  alone: { ...LOOP, 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
};

/** Opened when its turn comes: a store closes a stream that is not read for a while. */
async function* contentOf(
  { files }: Pick<Deps, 'files'>,
  key: { companyId: number; sha256: string },
): AsyncGenerator<Uint8Array> {
  const file = await files.get(key);
  if (file === undefined) throw new AppError('not_found', 'the file of an attachment is gone');
  yield* file.content;
}
