import { z } from '@hono/zod-openapi';
import { isLoopbackAddress, isPublicAddress } from '../shared/egress.ts';
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
      context.addIssue({ code: 'custom', ...because('secret_in_url', {}) });
    } else if (url.href.length > WEBHOOK_URL_LENGTH_MAX) {
      context.addIssue({ code: 'custom', ...because('too_long', { max: WEBHOOK_URL_LENGTH_MAX }) });
    }
  })
  .openapi({
    description:
      'http or https, without name, password and fragment. Its host must be public: an address or a name that can only be private is refused.',
    example: 'https://crm.example.com/hooks/relais',
  });

interface EgressRules {
  /** DANGEROUS_ALLOW_LOOPBACK_EGRESS: for development. */
  allowLoopback: boolean;
}

/** In: an address that `WebhookUrl` takes. True if its host can only be a private one. */
export const isPrivateUrl = (url: string, { allowLoopback }: EgressRules): boolean => {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  if (isLoopbackAddress(host) || LOOPBACK_NAME.test(host)) return !allowLoopback;
  return isAddress(host) ? !isPublicAddress(host) : PRIVATE_NAME.test(host);
};

/** All faults of an address, as a save would answer them. */
export const webhookUrlFaults = (text: string, rules: EgressRules): Fault[] => {
  const checked = check(z.object({ url: WebhookUrl }), { url: text });
  if (!checked.success) return checked.faults;
  return isPrivateUrl(checked.data.url, rules) ? [fault('url', 'private_address', {})] : [];
};

/** The URL parser writes every IPv4 address as four decimal numbers. */
const isAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host);

const LOOPBACK_NAME = /^(?:.+\.)?localhost$/;

/**
 * Names without a dot, and domains that no public server may have. Sources: RFC 6761 (test, invalid), RFC
 * 6762, 3 and appendix G (local, intranet, internal, private, corp, home, lan), RFC 8375 (home.arpa),
 * RFC 7686 (onion), ICANN 2024 (internal).
 */
const PRIVATE_NAME =
  /^[^.]*$|\.(?:local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|test|invalid|onion)$/;
