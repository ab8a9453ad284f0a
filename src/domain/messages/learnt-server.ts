import { serverOf } from './authentication.ts';

/**
 * Which server seems to add results about the sender to all mails of a mailbox: a proposal for a person. It is no proof:
 * whoever writes most of the mails of a mailbox can forge it.
 */

/** The newest mails that are looked at. */
export const SAMPLE_COUNT_MAX = 200;
const MAIL_COUNT_MIN = 20;
/** One sender that always forges it proves nothing. */
const DOMAIN_COUNT_MIN = 5;
/** Mails of colleagues may have none. */
const SHARE_MIN = 0.9;

export interface MailSample {
  senderDomain: string;
  /** The topmost header; empty if there is none. */
  header: string;
}

export interface LearntServer {
  /** Null: too few mails, or none is in nearly all of them. */
  suggested: string | null;
  /** Mails that were looked at. */
  mailCount: number;
  /** Those that name the most frequent server, and the domains of their senders. */
  namedCount: number;
  domainCount: number;
}

export const learntServer = (samples: readonly MailSample[]): LearntServer => {
  const named = samples.map(({ senderDomain, header }) => ({
    senderDomain,
    server: serverOf(header),
  }));
  const byServer = Map.groupBy(
    named.filter(({ server }) => isServerName(server)),
    ({ server }) => server,
  );
  const [server, mails] = [...byServer].toSorted(
    ([, left], [, right]) => right.length - left.length,
  )[0] ?? [null, []];
  const domainCount = new Set(mails.map(({ senderDomain }) => senderDomain)).size;
  const isSure =
    samples.length >= MAIL_COUNT_MIN &&
    domainCount >= DOMAIN_COUNT_MIN &&
    mails.length >= SHARE_MIN * samples.length;
  return {
    suggested: isSure ? server : null,
    mailCount: samples.length,
    namedCount: mails.length,
    domainCount,
  };
};

export const SERVER_NAME_LENGTH_MAX = 253;

/** As servers write it without quotes (RFC 8601, 2.2; RFC 2045, 5.1), in lower case. */
export const isServerName = (text: string): boolean =>
  text.length <= SERVER_NAME_LENGTH_MAX && /^[a-z0-9][a-z0-9._-]*$/.test(text);
