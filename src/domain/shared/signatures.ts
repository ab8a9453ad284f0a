import { createHmac } from 'node:crypto';

/**
 * Standard Webhooks 1.0.0: three headers, `v1,<base64 HMAC-SHA256 of id.timestamp.body>`.
 * Source: standardwebhooks.com specification, "Webhook headers" and "Symmetric signatures".
 */
export const signStandardWebhook = (
  secret: string,
  id: string,
  timestampSeconds: number,
  body: string,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${id}.${timestampSeconds}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': `v1,${signature}`,
  };
};
