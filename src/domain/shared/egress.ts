import ipaddr from 'ipaddr.js';

/**
 * Which addresses a user may make this system call. Only public unicast ones: everything that leads
 * to this machine, its network or another protocol's embedding of those is refused.
 */

/**
 * The only IPv6 block that is handed out. What lies beside it is unallocated or embeds an IPv4
 * address, such as ::127.0.0.1, and some of it counts as unicast. Source: RFC 4291, 2.4; IANA.
 */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * Numbered publicly and answered within: Azure's machines get their provisioning data there. Source:
 * Microsoft, "What is IP address 168.63.129.16?".
 */
const PLATFORM_ADDRESSES = new Set(['168.63.129.16']);

export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || PLATFORM_ADDRESSES.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
};

export const isLoopbackAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
