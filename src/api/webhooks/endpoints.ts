import { z } from '@hono/zod-openapi';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { definedFields } from '../../domain/shared/patches.ts';
import { newWebhookSecret } from '../../domain/shared/signatures.ts';
import { webhookCreated, webhookDeleted, webhookUpdated } from '../../domain/webhooks/events.ts';
import {
  WEBHOOK_COUNT_MAX,
  WebhookIn,
  WebhookOut,
  WebhookParams,
  WebhookPatch,
  WebhookQuery,
  WebhookReplacement,
  WebhookWithSecretOut,
} from '../../domain/webhooks/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { deleteWebhook, listWebhooks, type WebhookRow } from '../../queries/webhooks/endpoints.ts';
import { cancelDeliveriesOf } from '../../services/webhooks/cancel.ts';
import { changeWebhook, createWebhook, type WebhookContent } from '../../services/webhooks/save.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { foundWebhook, lockedWebhook, requireWebhook } from './find.ts';
import { requireReadable, sendsOther } from './readable.ts';
import { auditedWebhook, webhookOut } from './views.ts';

/** Endpoints to list and change webhooks. */

const SAMPLE = {
  name: 'CRM',
  description: 'Nouveaux leads vers le CRM',
  url: 'https://crm.example.com/hooks/relais',
  events: ['LeadCreated', 'LeadConverted'],
  is_active: true,
  form_id: null,
  call_center_id: null,
  user_id: 1,
  rate_limit_per_second: 10,
  attempt_count_max: 8,
  headers: { Authorization: 'Bearer a-token-of-the-receiver' },
};
const SAMPLE_SECRET = 'whsec_q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k8c2Vj';

export const webhookEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  read(deps),
  replace(deps),
  update(deps),
  remove(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.list',
      method: 'get',
      path: '/api/webhooks',
      permission: 'webhooks:read',
      summary: 'List webhooks, with their state and success rate',
      query: WebhookQuery,
      status: 200,
      answer: pageOf(WebhookOut),
    },
    async ({ query, caller, read }) => {
      const afterId = decodeCursor(query.cursor, z.number());
      const rows = await read((tx) =>
        listWebhooks(tx, {
          isActive: query.is_active,
          formId: query.form_id,
          callCentreId: query.call_center_id,
          afterId,
          limit: query.limit + 1,
          now: deps.clock.now(),
        }),
      );
      const page = toPage(rows, query.limit, (row) => row.id);
      const data = page.data.map((row) => webhookOut(deps, caller.companyId, row));
      return { body: { ...page, data } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.create',
      method: 'post',
      path: '/api/webhooks',
      permission: 'webhooks:write',
      summary: 'Add a webhook',
      description: `\`secret\` is shown only once. Needs the permission to read the records of its events. Refused with 409 if the company has ${WEBHOOK_COUNT_MAX} webhooks.`,
      body: WebhookIn,
      sample: { ...SAMPLE, secret: SAMPLE_SECRET },
      status: 201,
      answer: WebhookWithSecretOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        requireReadable(caller, body.events);
        const secret = body.secret ?? newWebhookSecret();
        const content = contentOf({ ...body, user_id: body.user_id ?? caller.userId });
        const id = await createWebhook(deps, tx, { ...content, secret, headers: body.headers });
        const webhook = await requireWebhook(deps, tx, id);
        tx.emit(webhookCreated, {
          subjectId: id,
          after: auditedWebhook(deps, caller.companyId, webhook),
        });
        return {
          body: { ...webhookOut(deps, caller.companyId, webhook), secret },
          headers: { Location: `/api/webhooks/${id}` },
        };
      }),
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.read',
      method: 'get',
      path: '/api/webhooks/{id}',
      permission: 'webhooks:read',
      summary: 'One webhook',
      params: WebhookParams,
      load: foundWebhook(deps),
      status: 200,
      answer: WebhookOut,
    },
    async ({ caller, read }) =>
      read((_, webhook) => Promise.resolve({ body: webhookOut(deps, caller.companyId, webhook) })),
  );

const replace = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.replace',
      method: 'put',
      path: '/api/webhooks/{id}',
      permission: 'webhooks:write',
      summary: 'Replace the fields of a webhook',
      description:
        'A field that is absent gets its default; the secret, the headers and the owner stay. What changes the requests needs the permission to read the records of its events. Refused with 409 if `version` is not the current version.',
      params: WebhookParams,
      load: lockedWebhook(deps),
      body: WebhookReplacement,
      sample: { version: 1, ...SAMPLE },
      status: 200,
      answer: WebhookOut,
    },
    async ({ body, caller, write }) =>
      write((tx, before) => {
        const content = contentOf({ ...body, user_id: body.user_id ?? before.user_id });
        if (sendsOther(before, { content, headers: body.headers })) {
          requireReadable(caller, content.events);
        }
        return changed(deps, tx, before, { ...content, ...versionOf(body) });
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.update',
      method: 'patch',
      path: '/api/webhooks/{id}',
      permission: 'webhooks:write',
      summary: 'Change, switch on or switch off a webhook',
      description:
        'A field that is absent stays. A change counts for each attempt that starts after it. Switching off cancels the waiting deliveries. If the host of `url` changes, each header is given again or removed. What changes the requests, or switches it on, needs the permission to read the records of its events. Refused with 409 if `version` is not the current version.',
      params: WebhookParams,
      load: lockedWebhook(deps),
      body: WebhookPatch,
      sample: { version: 1, ...SAMPLE },
      status: 200,
      answer: WebhookOut,
    },
    async ({ body, caller, write }) =>
      write((tx, before) => {
        const content = contentOf({ ...fieldsOf(before), ...definedFields(body) });
        if (sendsOther(before, { content, headers: body.headers })) {
          requireReadable(caller, content.events);
        }
        return changed(deps, tx, before, { ...content, ...versionOf(body) });
      }),
  );

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.delete',
      method: 'delete',
      path: '/api/webhooks/{id}',
      permission: 'webhooks:write',
      summary: 'Delete a webhook',
      description:
        'Its waiting deliveries are cancelled. An attempt that is under way is recorded.',
      params: WebhookParams,
      load: lockedWebhook(deps),
      status: 204,
    },
    async ({ caller, write }) =>
      write(async (tx, webhook) => {
        await deleteWebhook(tx, webhook.id);
        await cancelDeliveriesOf(tx, {
          webhookId: webhook.id,
          outcome: 'webhook_deleted',
          now: deps.clock.now(),
        });
        tx.emit(webhookDeleted, {
          subjectId: webhook.id,
          before: auditedWebhook(deps, caller.companyId, webhook),
        });
        return {};
      }),
  );

const changed = async (
  deps: ApiDeps,
  tx: Transaction,
  before: WebhookRow,
  input: Parameters<typeof changeWebhook>[3],
) => {
  const { companyId } = tx.actor;
  await changeWebhook(deps, tx, before, input);
  if (before.is_active && !input.isActive) {
    await cancelDeliveriesOf(tx, {
      webhookId: before.id,
      outcome: 'webhook_disabled',
      now: deps.clock.now(),
    });
  }
  const after = await requireWebhook(deps, tx, before.id);
  tx.emit(webhookUpdated, {
    subjectId: before.id,
    before: auditedWebhook(deps, companyId, before),
    after: auditedWebhook(deps, companyId, after),
  });
  return { body: webhookOut(deps, companyId, after) };
};

type Fields = Pick<
  z.infer<typeof WebhookIn>,
  | 'name'
  | 'description'
  | 'url'
  | 'events'
  | 'is_active'
  | 'form_id'
  | 'call_center_id'
  | 'rate_limit_per_second'
  | 'attempt_count_max'
> & { user_id: number };

const contentOf = (fields: Fields): WebhookContent => ({
  userId: fields.user_id,
  formId: fields.form_id,
  callCentreId: fields.call_center_id,
  name: fields.name,
  description: fields.description,
  url: fields.url,
  events: fields.events,
  rateLimitPerSecond: fields.rate_limit_per_second,
  attemptCountMax: fields.attempt_count_max,
  isActive: fields.is_active,
});

const fieldsOf = ({ call_centre_id: callCentreId, ...row }: WebhookRow): Fields => ({
  ...row,
  call_center_id: callCentreId,
});

const versionOf = ({ version, headers = {} }: z.infer<typeof WebhookPatch>) => ({
  version,
  headers,
});
