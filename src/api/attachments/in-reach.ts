import { isWithin } from '../../domain/shared/permissions.ts';
import type { AttachmentParams } from '../../domain/attachments/shapes.ts';
import {
  findAttachment,
  findMessageContent,
  type AttachmentRow,
  type MessageContentRow,
} from '../../queries/attachments/records.ts';
import { audienceOf } from '../../services/conversations/facts.ts';
import type { LoadRequest } from '../http/spec.ts';

/** Attachments and messages that a caller reaches: through their conversation. */

type Load = LoadRequest<typeof AttachmentParams>;

/** Only the user who uploaded a file sees it until it is sent. */
export const attachmentInReach = async ({
  tx,
  params,
  caller,
  scope,
}: Load): Promise<AttachmentRow | undefined> => {
  const row = await findAttachment(tx, params.id);
  if (row === undefined || !isWithin(scope, audienceOf(row))) return undefined;
  return row.message_id === null && row.uploaded_by !== caller.userId ? undefined : row;
};

export const messageInReach = async ({
  tx,
  params,
  scope,
}: Load): Promise<MessageContentRow | undefined> => {
  const row = await findMessageContent(tx, params.id);
  return row && isWithin(scope, audienceOf(row)) ? row : undefined;
};
