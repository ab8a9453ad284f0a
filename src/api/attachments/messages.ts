import { messageHtmlRead, messageSourceRead } from '../../domain/attachments/events.ts';
import { MessageHtmlQuery, MessageParams } from '../../domain/attachments/shapes.ts';
import { safeFileName } from '../../domain/messages/file-names.ts';
import { notFound } from '../../errors.ts';
import { loadInlineImages } from '../../services/attachments/inline-images.ts';
import { file, page } from '../http/answers/kinds.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { messageInReach } from './in-reach.ts';
import { messagePage, messagePolicy } from './message-page.ts';

/** A message as its sender formatted it, and as it was received. */

export const messageContentEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'messages.html',
      method: 'get',
      path: '/inbox/messages/{id}/html',
      permission: 'conversations:read',
      summary: 'A message as a page of its own, for a sandboxed frame',
      description:
        'Sanitised by an allow-list. It runs no script of the message, sends no form and loads nothing: images of the message are within it. With `images=true` it loads images of other servers, without a referrer; these servers learn the network address of the reader. Then it also posts `{height}` in CSS pixels to the page that frames it.',
      params: MessageParams,
      query: MessageHtmlQuery,
      load: messageInReach,
      status: 200,
      answer: page(),
    },
    async ({ query: { images: areRemoteShown = false }, caller: { companyId }, read }) => {
      const { message, inline } = await read(async (tx, found) => {
        tx.emit(messageHtmlRead, { subjectId: found.id, after: { with_images: areRemoteShown } });
        return { message: found, inline: await loadInlineImages.list(tx, found) };
      });
      const images = await loadInlineImages.read(deps.files, companyId, inline);
      const options = { areRemoteShown, images };
      return {
        page: messagePage(message, options),
        headers: messagePolicy(options),
      };
    },
  ),
  endpoint(
    deps,
    {
      id: 'messages.source',
      method: 'get',
      path: '/inbox/messages/{id}/source',
      permission: 'conversations:read',
      summary: 'Download a message as it was received',
      description: 'With all headers. 404 for a message that was not received by e-mail.',
      params: MessageParams,
      load: messageInReach,
      status: 200,
      answer: file('message/rfc822'),
    },
    async ({ caller: { companyId }, read }) => {
      const message = await read((tx, found) => {
        tx.emit(messageSourceRead, { subjectId: found.id });
        return Promise.resolve(found);
      });
      const { raw_sha256: sha256 } = message;
      const stored = sha256 === null ? undefined : await deps.files.get({ companyId, sha256 });
      if (stored === undefined) throw notFound('source');
      return {
        name: safeFileName(`${message.subject.replace(/[/\\]/g, ' ')}.eml`),
        type: 'message/rfc822',
        sizeBytes: stored.sizeBytes,
        content: stored.content,
      };
    },
  ),
];
