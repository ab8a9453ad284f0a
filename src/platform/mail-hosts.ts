import { isAddress, isLoopbackHost, isPublicHost } from '../domain/shared/egress.ts';
import { parseMailHost, serverNameOf } from '../domain/mailboxes/servers.ts';
import { AppError } from '../errors.ts';
import { areAllowed, createPublicNames, type Resolve } from './public-names.ts';

/**
 * The address of a mail server that a user chose: looked up once, refused unless all its addresses are
 * public, as src/platform/http-client.ts does. Connect to `address` and give `servername` to TLS: a second
 * lookup could return another address (DNS rebinding).
 */

export interface MailHost {
  address: string;
  /** For TLS: what the certificate must name. Empty: the host is an IP address. */
  servername: string;
}

interface MailHostOptions {
  allowLoopback: boolean;
  /** Returns all addresses of a host name. Default: the name servers of this machine. */
  resolve?: Resolve;
}

/**
 * Errors: `egress_refused` (final); the lookup's with the code `ENOTFOUND` or `EAI_AGAIN`. A lookup ends by
 * itself after some seconds (src/platform/public-names.ts).
 */
export const resolveMailHost = async (
  text: string,
  { allowLoopback, resolve }: MailHostOptions,
): Promise<MailHost> => {
  const host = parseMailHost(text);
  if (host === null || !(isLoopbackHost(host) ? allowLoopback : isPublicHost(host))) {
    throw new AppError('egress_refused', 'the mail server is not on the public internet');
  }
  if (isAddress(host)) return { address: host, servername: '' };
  const address = await lookUp(host, allowLoopback, resolve ?? createPublicNames().resolve);
  return { address, servername: serverNameOf(host) };
};

const lookUp = (host: string, allowLoopback: boolean, resolve: Resolve): Promise<string> =>
  new Promise((fulfil, reject) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error) reject(error);
      else if (!first || !areAllowed(addresses, allowLoopback)) {
        reject(new AppError('egress_refused', 'the mail server has a non-public address'));
      } else fulfil(first.address);
    });
  });
