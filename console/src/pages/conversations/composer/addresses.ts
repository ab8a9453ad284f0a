/** Addresses as people type them: `Marie Dumitru <marie@example.com>` or the address alone. */

export interface Address {
  name: string;
  address: string;
}

const NAMED = /^\s*"?([^"<>]*)"?\s*<\s*([^<>\s]+)\s*>\s*$/;
const PLAIN = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

/** Undefined: not an address. The api has the last word. */
export const parseAddress = (text: string): Address | undefined => {
  const [, name = '', within] = NAMED.exec(text) ?? [];
  const address = (within ?? text).trim();
  return PLAIN.test(address) ? { name: name.trim(), address } : undefined;
};

export const addressText = ({ name, address }: Address): string =>
  name === '' ? address : `${name} <${address}>`;

export const parseAddresses = (texts: readonly string[]): Address[] =>
  texts.flatMap((text) => parseAddress(text) ?? []);

export const areAddresses = (texts: readonly string[]): boolean =>
  texts.every((text) => parseAddress(text) !== undefined);
