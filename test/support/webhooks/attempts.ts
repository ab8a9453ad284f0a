import { createHmac } from 'node:crypto';
import type { Received } from './receiver.ts';
import { insertWebhook, type WebhookWorld } from './world.ts';

/** Attempts as tests look at them: each test has webhooks at a path of its own. */

let pathCount = 0;

/** A path that no other test uses; the webhooks of other tests get nothing more. */
export const newPath = async ({ superuser: sql }: Pick<WebhookWorld, 'superuser'>) => {
  pathCount += 1;
  await sql`update webhooks set deleted_at = now() where deleted_at is null`;
  return `/${pathCount}`;
};

export const subscribeAt = (
  world: WebhookWorld,
  path: string,
  input: Partial<Parameters<typeof insertWebhook>[1]> = {},
) => insertWebhook(world, { url: `${world.receiver.url}${path}`, ...input });

type Rows = Pick<WebhookWorld, 'superuser'>;

export const attemptsOf = async ({ superuser: sql }: Rows, events: readonly string[]) => [
  ...(await sql`
    select round, attempt, status, error_class, request_headers, response_headers, response_body
    from webhook_attempts
    where delivery_id in (
      select id from webhook_deliveries where event_id = any(${events}::uuid[])
    )
    order by delivery_id, round, attempt
  `),
];

export const signatureOf = (secret: string, { headers, body }: Received): string => {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
};

/** The codes of the notices about a webhook, oldest first. */
export const noticesOf = async ({ superuser: sql }: Rows, webhookId: number) =>
  (
    await sql`
      select code, user_id from notifications
      where subject_type = 'webhook' and subject_id = ${String(webhookId)}
      order by id
    `
  ).map((row) => row['code']);

export const healthOf = async ({ superuser: sql }: Rows, webhookId: number) =>
  (await sql`select * from webhook_health where webhook_id = ${webhookId}`)[0];
