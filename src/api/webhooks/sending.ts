import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import {
  ReplayIn,
  ReplayOut,
  REPLAY_COUNT_MAX,
  WebhookTestIn,
  WebhookTestOut,
} from '../../domain/webhooks/delivery-shapes.ts';
import { HISTORY_RETENTION_DAYS } from '../../domain/shared/retention.ts';
import { publicEventOf } from '../../domain/webhooks/event-types.ts';
import { webhookReplayed, webhookTested } from '../../domain/webhooks/events.ts';
import { WebhookParams } from '../../domain/webhooks/shapes.ts';
import { AppError } from '../../errors.ts';
import { closeAfterTest } from '../../services/webhooks/release.ts';
import { countReplay, replay, replayFilter } from '../../services/webhooks/replay.ts';
import { sendTest } from '../../services/webhooks/test-send.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { requireActive } from './deliveries.ts';
import { foundWebhook } from './find.ts';
import { requireReadable } from './readable.ts';

/** Endpoints to test a webhook, and to send a period again. */

/** Each makes one call to an address that the company chose. Counted by each process. */
const TESTS_PER_MINUTE_MAX = 60;

export const webhookSendingEndpoints = (deps: ApiDeps): Endpoint[] => [test(deps), again(deps)];

const test = (deps: ApiDeps): Endpoint => {
  const limiter = new RateLimiterMemory({ points: TESTS_PER_MINUTE_MAX, duration: 60 });
  return endpoint(
    deps,
    {
      id: 'webhooks.test',
      method: 'post',
      path: '/api/webhooks/{id}/test',
      permission: 'webhooks:send',
      summary: 'Send the example of an event to a webhook, and show its answer',
      description:
        'Also to one that is inactive. Signed as a delivery; `sequence` is 0 and `data` the example of the type. It is no delivery: it is not repeated, not listed and not counted. A success closes an open circuit: what waits is sent.',
      params: WebhookParams,
      load: foundWebhook(deps),
      body: WebhookTestIn,
      sample: { event_type: 'LeadCreated' },
      status: 200,
      answer: WebhookTestOut,
    },
    async ({ body, caller, read }) => {
      await limitTests(limiter, caller.companyId);
      const { webhook, event } = await read((tx, webhook) => {
        const type = body.event_type ?? webhook.events[0] ?? '';
        const event = publicEventOf(type);
        if (event === undefined)
          throw new AppError('conflict', `there is no event ${type} any more`);
        tx.emit(webhookTested, {
          subjectId: webhook.id,
          after: { event_type: type, url: webhook.url },
        });
        return Promise.resolve({ webhook, event });
      });
      const result = await sendTest(deps, caller.companyId, webhook, event);
      const isSuccess = result.errorClass === null;
      const releasedCount = isSuccess
        ? await read((tx, { id, url, is_active: isActive }) =>
            // It says nothing about an address that it was not sent to.
            isActive && url === webhook.url
              ? closeAfterTest(tx, id, deps.clock.now())
              : Promise.resolve(0),
          )
        : 0;
      return {
        body: {
          event_id: result.eventId,
          event_type: event.name,
          is_success: isSuccess,
          released_count: releasedCount,
          status: result.status,
          error_class: result.errorClass,
          duration_ms: result.durationMs,
          request_headers: result.requestHeaders,
          request_body: result.requestBody,
          response_headers: result.responseHeaders,
          response_body: result.responseBody,
        },
      };
    },
  );
};

/** Errors: `rate_limited`. */
const limitTests = async (limiter: RateLimiterMemory, companyId: number): Promise<void> => {
  try {
    await limiter.consume(companyId);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new AppError('rate_limited', 'webhooks were tested often enough', {
      retryAfterSeconds: Math.ceil(error.msBeforeNext / 1000),
    });
  }
};

const again = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.replay',
      method: 'post',
      path: '/api/webhooks/{id}/replay',
      permission: 'webhooks:send',
      summary: 'Send the events of a period again',
      description: `With \`dry_run\`, only counts. Needs the permission to read the records of these events. Refused with 422 if there are more than ${REPLAY_COUNT_MAX} or if \`since\` is more than ${HISTORY_RETENTION_DAYS} days ago, with 409 if the webhook is inactive.`,
      params: WebhookParams,
      load: foundWebhook(deps),
      body: ReplayIn,
      sample: {
        since: '2026-01-01T00:00:00Z',
        until: '2026-02-01T00:00:00Z',
        types: ['LeadCreated'],
        only: 'undelivered',
        dry_run: false,
      },
      status: 202,
      answer: ReplayOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx, webhook) => {
        const now = deps.clock.now();
        const period = {
          since: new Date(body.since),
          until: body.until === undefined ? now : new Date(body.until),
        };
        const filter = replayFilter(
          webhook,
          { types: body.types, only: body.only, ...period },
          now,
        );
        requireReadable(caller, filter.types, (position) => `types.${position}`);
        if (body.dry_run) {
          const count = await countReplay(tx, filter);
          return {
            body: replayOut(Math.min(count, REPLAY_COUNT_MAX), count > REPLAY_COUNT_MAX, true),
          };
        }
        requireActive(webhook);
        const count = await replay(tx, filter, now);
        tx.emit(webhookReplayed, {
          subjectId: webhook.id,
          after: {
            since: filter.since.toISOString(),
            until: filter.until.toISOString(),
            types: filter.types,
            only: filter.only,
            count,
          },
        });
        return {
          body: replayOut(count, false, false),
          headers: { Location: `/api/webhooks/${webhook.id}/deliveries` },
        };
      }),
  );

const replayOut = (count: number, isCapped: boolean, dryRun: boolean) => ({
  count,
  is_capped: isCapped,
  dry_run: dryRun,
});
