import ipaddr from 'ipaddr.js';

/**
 * What user-supplied URLs may name: http and https, hosts and addresses of the public internet, and no
 * port of another protocol. Refused are loopback and private addresses, and addresses of other protocols
 * that embed them.
 */

/**
 * The only IPv6 block in use for global unicast. Addresses outside it are unallocated or embed an
 * IPv4 address (::127.0.0.1), though ipaddr.js calls some of them unicast. Source: RFC 4291, 2.4; IANA.
 */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * Public numbers that a cloud answers internally: Azure serves provisioning data to its machines there.
 * Source: Microsoft, "What is IP address 168.63.129.16?".
 */
const PLATFORM_ADDRESSES = new Set(['168.63.129.16']);

export const isPublicAddress = (address: string): boolean => {
  // A scope id (`%eth0`) names an interface of this machine. No public address needs one.
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || PLATFORM_ADDRESSES.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
};

export const isLoopbackAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';

interface EgressRules {
  /** DANGEROUS_ALLOW_LOOPBACK_EGRESS: for development. */
  allowLoopback: boolean;
}

export const isAllowedAddress = (address: string, { allowLoopback }: EgressRules): boolean =>
  isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));

/** `localhost` and names below it. They name this machine, whatever a resolver answers (RFC 6761, 6.3). */
export const isLoopbackName = (host: string): boolean => /^(?:.+\.)?localhost\.?$/i.test(host);

/**
 * Names without a dot, and domains that only a private network has. Sources: RFC 6762 (local), RFC 8375
 * (home.arpa), ICANN 2024 (internal), /etc/hosts of the Linux distributions (localdomain).
 */
const PRIVATE_NAME = /^[^.]*\.?$|\.(?:local|localdomain|internal|home\.arpa)\.?$/i;

/**
 * Ports of other protocols: a mail server or a chat server could take a line of the body for a command.
 * Source: WHATWG Fetch, "Port blocking".
 */
const REFUSED_PORTS = new Set(
  [
    '0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111',
    '113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548',
    '554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566',
    '6665 6666 6667 6668 6669 6679 6697 10080',
  ].flatMap((line) => line.split(' ')),
);

/**
 * False for a URL that is refused before its name is resolved. The addresses of the name are checked by
 * the client, at each connection. A user name or a password in a URL is refused: it is never sent.
 */
export const isAllowedUrl = (url: URL, rules: EgressRules): boolean => {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  if (url.username !== '' || url.password !== '') return false;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isLoopbackHost(host)) return rules.allowLoopback;
  return !REFUSED_PORTS.has(url.port) && isPublicHost(host);
};

/** In: a host as the URL parser writes it, without brackets. */
export const isLoopbackHost = (host: string): boolean =>
  isLoopbackName(host) || isLoopbackAddress(host);

/** False for a host that is refused before its name is resolved. */
export const isPublicHost = (host: string): boolean =>
  isAddress(host) ? isPublicAddress(host) : !PRIVATE_NAME.test(host);

/** The URL parser writes every IPv4 address as four decimal numbers. */
export const isAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host);
