import ipaddr from 'ipaddr.js';

/**
 * Addresses that user-supplied URLs may use: public unicast only. Refused are loopback and private
 * addresses, and addresses of other protocols that embed them.
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
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || PLATFORM_ADDRESSES.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
};

export const isLoopbackAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
