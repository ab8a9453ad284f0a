/**
 * What the server that received a mail found out about its sender: `Authentication-Results` (RFC 8601). A sender can
 * write such a header too, below that of the server. So only the topmost one is read, and only if the server named in it
 * is that of the mailbox.
 */

export type Authentication = 'passed' | 'failed' | 'unknown';

/** Servers that receive mail for an IMAP server of another name. Exchange Online names none. */
const RECEIVERS = [
  { imap: /(?:^|\.)(?:gmail|googlemail)\.com$/, server: /^mx\.google\.com$/ },
  {
    imap: /(?:^|\.)(?:office365|outlook)\.com$/,
    server: /^$|(?:^|\.)(?:outlook|protection\.outlook)\.com$/,
  },
] as const;

/** In: the topmost header, empty if there is none; the IMAP host of the mailbox. */
export const authenticationOf = (header: string, imapHost: string): Authentication => {
  const parts = withoutComments(withoutQuotes(header.toLowerCase()))
    .split(';')
    .map((part) => part.trim());
  // Without a server's name the first part is a result already.
  const hasServer = !/^[a-z0-9-]+\s*=/.test(parts[0] ?? '');
  const server = hasServer ? (parts[0]?.split(/\s/, 1)[0] ?? '') : '';
  const results = hasServer ? parts.slice(1) : parts;
  if (results.length === 0 || !isReceiver(server, imapHost.toLowerCase())) return 'unknown';
  const dmarc = resultsOf(results, 'dmarc');
  if (dmarc.includes('fail')) return 'failed';
  if (dmarc.includes('pass')) return 'passed';
  return isFailed(resultsOf(results, 'spf')) && isFailed(resultsOf(results, 'dkim'))
    ? 'failed'
    : 'unknown';
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

const isReceiver = (server: string, imapHost: string): boolean => {
  const known = RECEIVERS.find(({ imap }) => imap.test(imapHost));
  if (known !== undefined) return known.server.test(server);
  return server !== '' && domainOf(server) === domainOf(imapHost);
};

/** `example.com` of `imap.example.com`; of `mail.example.co.uk` three labels. An IP address is no domain of another. */
const domainOf = (host: string): string => {
  if (/^[\d.]+$/.test(host)) return host;
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(second.length <= 3 && top.length === 2 ? -3 : -2).join('.');
};

const resultsOf = (results: readonly string[], method: string): string[] =>
  results.flatMap((result) => {
    const [, name, value] = /^([a-z0-9-]+)(?:\/\d+)?\s*=\s*([a-z]+)/.exec(result) ?? [];
    return name === method && value !== undefined ? [value] : [];
  });

/** A mail has several signatures: one that is valid is enough. */
const isFailed = (values: readonly string[]): boolean =>
  values.length > 0 && values.every((value) => value === 'fail' || value === 'softfail');
