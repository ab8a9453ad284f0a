import { NIL } from 'uuid';
import { AutoReplyParams, DraftLinkIn, DraftLinkOut } from '../../domain/auto-replies/shapes.ts';
import { openDraftLink } from '../../services/auto-replies/open-link.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { lockedAutoReply } from './views.ts';

/** The link of a mail that tells of a draft (ADR 0030). */

export const autoReplyLinkEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'auto_replies.open_link',
      method: 'post',
      path: '/inbox/auto-replies/{id}/open-link',
      permission: 'auto_replies:read',
      summary: 'Use the link of a mail that tells of a draft',
      description:
        'Decides nothing, and is no sign-in. 404 unless the link was mailed to the caller.',
      params: AutoReplyParams,
      load: lockedAutoReply,
      body: DraftLinkIn,
      sample: { version: 1, mail_id: NIL, token: `rld_${'x'.repeat(43)}` },
      status: 200,
      answer: DraftLinkOut,
    },
    ({ body: { version, mail_id: mailId, token }, caller: { userId }, write }) =>
      write(async (tx, { row }) => ({
        body: { state: await openDraftLink(deps, tx, row, { userId, version, mailId, token }) },
      })),
  );
