import { z } from '@hono/zod-openapi';
import { isAllowedUrl } from '../shared/egress.ts';
import { fault, type Fault } from '../shared/faults.ts';
import { because, check } from '../shared/schema-faults.ts';

/**
 * The address of a webhook. What is refused here can never be sent to, so its author learns it at once. The
 * address is resolved and checked again at each attempt (src/platform/http-client.ts): only that protects.
 */

export const WEBHOOK_URL_LENGTH_MAX = 2000;

/** As the URL parser reads it: IP addresses in one notation, names in ASCII, no default port. */
const canonical = (text: string): string => URL.parse(text)?.href ?? text;

export const WebhookUrl = z
  .string()
  .trim()
  .min(1, { abort: true })
  .max(WEBHOOK_URL_LENGTH_MAX, { abort: true })
  .overwrite(canonical)
  .superRefine((text, context) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol) || url.href.includes('#')) {
      context.addIssue({ code: 'custom', ...because('invalid_format', { format: 'webhook_url' }) });
    } else if (url.username !== '' || url.password !== '') {
      context.addIssue({
        code: 'custom',
        ...because('secret_in_url', { field: 'headers.Authorization' }),
      });
    } else if (url.href.length > WEBHOOK_URL_LENGTH_MAX) {
      context.addIssue({ code: 'custom', ...because('too_long', { max: WEBHOOK_URL_LENGTH_MAX }) });
    }
  })
  .openapi({
    description:
      'http or https, without name, password and fragment. A host that can only be private is refused, and a port of another protocol.',
    example: 'https://crm.example.com/hooks/relais',
  });

interface EgressRules {
  /** DANGEROUS_ALLOW_LOOPBACK_EGRESS: for development. */
  allowLoopback: boolean;
}

/** In: an address that `WebhookUrl` takes. */
export const egressFaults = (url: string, rules: EgressRules): Fault[] =>
  isAllowedUrl(new URL(url), rules) ? [] : [fault('url', 'address_not_allowed', {})];

/** All faults of an address, as a save would answer them. */
export const webhookUrlFaults = (text: string, rules: EgressRules): Fault[] => {
  const checked = check(z.object({ url: WebhookUrl }), { url: text });
  return checked.success ? egressFaults(checked.data.url, rules) : checked.faults;
};
