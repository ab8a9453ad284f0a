import { declareInternalEvent } from '../shared/declare-event.ts';

/** Events of attachments, and of looks at a message. */

export const attachmentUploaded = declareInternalEvent('AttachmentUploaded', 'attachment', {
  audit: 'attachments.create',
});
export const attachmentRead = declareInternalEvent('AttachmentRead', 'attachment', {
  audit: 'attachments.read',
});
export const attachmentContentRead = declareInternalEvent('AttachmentContentRead', 'attachment', {
  audit: 'attachments.content',
});
/** An upload that was not sent within a week is removed. */
export const attachmentPurged = declareInternalEvent('AttachmentPurged', 'attachment', {
  audit: 'attachments.purge',
});

export const messageHtmlRead = declareInternalEvent('MessageHtmlRead', 'message', {
  audit: 'messages.html',
});
export const messageSourceRead = declareInternalEvent('MessageSourceRead', 'message', {
  audit: 'messages.source',
});
