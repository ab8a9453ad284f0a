import { baseDomainOf } from './sender-domains.ts';

/**
 * What the server that received a mail found out about its sender: `Authentication-Results` (RFC 8601). A sender can
 * write such a header too, with any name in it, and it is the topmost one where the server adds none. So only the topmost
 * one is read, and it confirms a sender only if it names the server that a person chose for the mailbox, or if the
 * provider is known to add one to every mail (RFC 8601, 5 and 7.1).
 */

export type Authentication = 'passed' | 'failed' | 'unknown';

/** The mailbox that received a mail. */
export interface Receiver {
  imapHost: string;
  /** The name that its server writes into its results (authserv-id), in lower case. Null: nobody chose one. */
  trustedServer: string | null;
}

/** Providers that add results to every mail, above those of the sender. Exchange Online names no server in them. */
const RECEIVERS = [
  { imap: /(?:^|\.)(?:gmail|googlemail)\.com$/, server: /^mx\.google\.com$/ },
  {
    imap: /(?:^|\.)(?:office365|outlook)\.com$/,
    server: /^$|(?:^|\.)(?:outlook|protection\.outlook)\.com$/,
  },
] as const;

/** In: the topmost header, empty if there is none. */
export const authenticationOf = (header: string, receiver: Receiver): Authentication => {
  const { server, results } = readResults(header);
  const isTrusted = isTrustedServer(server, receiver);
  if (results.length === 0 || !(isTrusted || isPerhapsTrusted(server, receiver))) return 'unknown';
  const dmarc = resultsOf(results, 'dmarc');
  if (dmarc.includes('fail')) return 'failed';
  if (dmarc.includes('pass')) return isTrusted ? 'passed' : 'unknown';
  return isFailed(resultsOf(results, 'spf')) && isFailed(resultsOf(results, 'dkim'))
    ? 'failed'
    : 'unknown';
};

/** False: no sender of its mails is ever confirmed. */
export const hasTrustedServer = ({ imapHost, trustedServer }: Receiver): boolean =>
  trustedServer !== null || providerOf(imapHost) !== undefined;

/** The name of the server in a header. Empty: there is none. */
export const serverOf = (header: string): string => readResults(header).server;

const readResults = (header: string): { server: string; results: readonly string[] } => {
  const parts = withoutComments(withoutQuotes(header.toLowerCase()))
    .split(';')
    .map((part) => part.trim());
  // Without a server's name the first part is a result already.
  const hasServer = !/^[a-z0-9-]+\s*=/.test(parts[0] ?? '');
  return hasServer
    ? { server: parts[0]?.split(/\s/, 1)[0] ?? '', results: parts.slice(1) }
    : { server: '', results: parts };
};

/** The sender may have chosen what is quoted, such as the local part of an address. */
const withoutQuotes = (text: string): string => text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');

const COMMENT_COUNT_MAX = 100;

/** The innermost comments first. */
const withoutComments = (text: string): string => {
  let rest = text;
  for (let count = 0; count < COMMENT_COUNT_MAX; count += 1) {
    const next = rest.replace(/\([^()]*\)/, ' ');
    if (next === rest) break;
    rest = next;
  }
  return rest;
};

const providerOf = (imapHost: string) =>
  RECEIVERS.find(({ imap }) => imap.test(imapHost.toLowerCase()));

const isTrustedServer = (server: string, { imapHost, trustedServer }: Receiver): boolean =>
  trustedServer === null
    ? (providerOf(imapHost)?.server.test(server) ?? false)
    : server === trustedServer;

/** Good enough for a doubt: a sender gains nothing by one about its own mail. */
const isPerhapsTrusted = (server: string, receiver: Receiver): boolean =>
  !hasTrustedServer(receiver) &&
  server !== '' &&
  baseDomainOf(server) === baseDomainOf(receiver.imapHost.toLowerCase());

const resultsOf = (results: readonly string[], method: string): string[] =>
  results.flatMap((result) => {
    const [, name, value] = /^([a-z0-9-]+)(?:\/\d+)?\s*=\s*([a-z]+)/.exec(result) ?? [];
    return name === method && value !== undefined ? [value] : [];
  });

/** A mail has several signatures: one that is valid is enough. */
const isFailed = (values: readonly string[]): boolean =>
  values.length > 0 && values.every((value) => value === 'fail' || value === 'softfail');
