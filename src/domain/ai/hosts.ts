/** Hosts and e-mail addresses that a reader of a plain text could be led to: also without a scheme, as mail programs make links of them. */

const SCHEME = /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@]*@)?([^\s/?#:<>"')\]]+)/giu;
const SPECIAL = /\b(?:mailto|tel|sms|javascript|vbscript|file|whatsapp|skype):(?!\s)\S*/giu;
/** Not the host of an address: what is before its `@` is looked for elsewhere. */
const BARE =
  /(?<![\p{L}\p{M}\p{N}])(?<![\p{L}\p{N}._+-]@)((?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}\p{N}-]{0,22}[\p{L}\p{M}\p{N}])(?![\p{L}\p{M}\p{N}@])/gu;
const NUMERIC = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** Before anything is compared: full-width letters, dots of other scripts, and spaces inside of a scheme. */
const unified = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\u3002\uff0e\uff61\u2024\u00b7]/gu, '.')
    .replaceAll(/\[\s*(?:\.|dot|point)\s*\]|\(\s*(?:dot|point)\s*\)/giu, '.')
    .replaceAll(/\bhxxp/giu, 'http')
    .toLowerCase();

/** `example.com` and `etc.` look alike: a word before and after a full stop without a space is taken for a host. */
export const hostsIn = (text: string): string[] => {
  const read = unified(text);
  const found = [
    ...[...read.matchAll(SCHEME)].map(([, host = '']) => host),
    ...[...read.matchAll(SPECIAL)].map(([link]) => link),
    ...[...read.matchAll(BARE)].map(([, host = '']) => host),
    ...(read.match(NUMERIC) ?? []),
  ];
  return [...new Set(found.map((host) => host.replace(/\.$/, '')).filter((host) => host !== ''))];
};

/** Neither half holds an `@`, and each is bounded: time grows with the length of the text, whatever is in it. */
const ADDRESS =
  /[^\s<>()[\]:;,"'@]{1,64}@(?:[^\s<>()[\]:;,"'@.]{1,63}\.)+[^\s<>()[\]:;,"'@.]{2,63}/gu;

export const addressesIn = (text: string): string[] =>
  (text.normalize('NFKC').toLowerCase().match(ADDRESS) ?? []).map((address) =>
    address.replace(/[.!?]+$/, ''),
  );
