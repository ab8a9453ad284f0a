import { z } from '@hono/zod-openapi';
import { isAllowedUrl, isLoopbackHost } from './egress.ts';
import { fault, type Fault } from './faults.ts';
import { because } from './schema-faults.ts';

/** The address of a server that a company chooses, to which Relais adds paths. */

const BASE_URL_LENGTH_MAX = 500;

/** As the URL parser reads it, without a slash at its end. */
const canonical = (text: string): string => URL.parse(text)?.href.replace(/\/+$/, '') ?? text;

/** `secretField`: where a password of the address belongs. */
export const baseUrl = ({ secretField }: { secretField: string }) =>
  z
    .string()
    .trim()
    .min(1, { abort: true })
    .max(BASE_URL_LENGTH_MAX, { abort: true })
    .overwrite(canonical)
    .superRefine((text, context) => {
      const url = URL.parse(text);
      if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
        context.addIssue({ code: 'custom', ...because('invalid_format', { format: 'url' }) });
      } else if (url.username !== '' || url.password !== '') {
        context.addIssue({ code: 'custom', ...because('secret_in_url', { field: secretField }) });
      }
    });

/** What is sent there is secret: without encryption only to this machine, where the operator allows it. */
export const baseUrlFaults = (
  path: string,
  text: string,
  rules: { allowLoopback: boolean },
): Fault[] => {
  const url = new URL(text);
  if (!isAllowedUrl(url, rules)) return [fault(path, 'address_not_allowed', {})];
  const isEncrypted =
    url.protocol === 'https:' || isLoopbackHost(url.hostname.replace(/^\[|\]$/g, ''));
  return isEncrypted ? [] : [fault(path, 'invalid_format', { format: 'https_url' })];
};
