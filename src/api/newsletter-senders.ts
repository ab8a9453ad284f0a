import { z } from '@hono/zod-openapi';
import { newsletterSendersListed } from '../domain/messages/events.ts';
import {
  NewsletterSenderDecidedOut,
  NewsletterSenderIn,
  NewsletterSenderOut,
  NewsletterSenderQuery,
} from '../domain/messages/newsletter-senders.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import {
  listNewsletterSenders,
  type NewsletterSenderRow,
} from '../queries/messages/newsletter-senders.ts';
import { decideNewsletterSender } from '../services/messages/newsletter-senders.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

export const newsletterSenderEndpoints = (deps: ApiDeps): Endpoint[] => [list(deps), decide(deps)];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'newsletter_senders.list',
      method: 'get',
      path: '/inbox/newsletter-senders',
      permission: 'conversations:read',
      summary: 'List the senders about whom somebody decided, by address',
      query: NewsletterSenderQuery,
      status: 200,
      answer: pageOf(NewsletterSenderOut),
    },
    async ({ query, read }) => {
      const afterAddress = decodeCursor(query.cursor, z.string().max(1_000));
      return read(async (tx) => {
        const rows = await listNewsletterSenders(tx, { afterAddress, limit: query.limit + 1 });
        const page = toPage(rows, query.limit, ({ address }) => address);
        tx.emit(newsletterSendersListed, {
          subjectId: '*',
          after: { addresses: page.data.map(({ address }) => address) },
        });
        return { body: { ...page, data: page.data.map(senderOut) } };
      });
    },
  );

/** POST, not an address in the path: it is personal. */
const decide = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'newsletter_senders.decide',
      method: 'post',
      path: '/inbox/newsletter-senders',
      permission: 'conversations:update',
      summary: 'Decide whether the mail of a sender is a newsletter',
      description:
        'For all future mail of the sender, and for what is stored. Not a newsletter: its newsletters move to the inbox. A newsletter: its conversations without an assignee and without a reply, within the reach of the caller, move to the newsletters.',
      body: NewsletterSenderIn,
      sample: { address: 'lettre@example.com', is_newsletter: false },
      status: 200,
      answer: NewsletterSenderDecidedOut,
    },
    async ({ body, scope, write }) =>
      write(async (tx) => {
        const { sender, movedCount, hasMore } = await decideNewsletterSender(tx, {
          address: body.address,
          isNewsletter: body.is_newsletter,
          scope,
        });
        return { body: { ...senderOut(sender), moved_count: movedCount, has_more: hasMore } };
      }),
  );

const senderOut = (row: NewsletterSenderRow): z.infer<typeof NewsletterSenderOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
});
