import ipaddr from 'ipaddr.js';

/**
 * Which addresses a user may make this system call. Only public unicast ones: everything that leads
 * to this machine, its network or another protocol's embedding of those is refused.
 */

/** IPv6 ranges that carry an IPv4 address inside, which would be reached in the end. */
const EMBEDDING_RANGES = new Set(['ipv4Mapped', 'rfc6145', 'rfc6052', '6to4', 'teredo']);

export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.parse(address).range();
  return range === 'unicast' && !EMBEDDING_RANGES.has(range);
};

export const isLoopbackAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
