import { withoutInvisible } from './visible-characters.ts';

/** Names of files as a person can read them and any system can store them. */

/** In bytes of UTF-8: the limit of common file systems. */
export const FILE_NAME_MAX_BYTES = 255;
const EXTENSION_MAX_LENGTH = 20;
const NAME_READ_MAX_LENGTH = 4_000;
const UNNAMED = 'piece-jointe';

/** Names of devices in Windows. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const REFUSED_IN_NAMES = /[<>:"|?*]/g;

/**
 * In: a name as a stranger wrote it, decoded; an extension for one without a name. Out: no path, no control or
 * invisible characters, no reserved name; accents and typographic characters stay.
 */
export const safeFileName = (name: string, extension = ''): string => {
  const visible = withoutInvisible(name.slice(-NAME_READ_MAX_LENGTH)).normalize('NFC');
  const last =
    visible
      .replace(/[\s]+/g, ' ')
      .split(/[/\\]/)
      .findLast((part) => part.trim() !== '') ?? '';
  const plain = trimEnds(last.replace(REFUSED_IN_NAMES, '_'));
  if (plain === '') return extension === '' ? UNNAMED : `${UNNAMED}.${extension}`;
  const named = RESERVED.test(plain) ? `_${plain}` : plain;
  return cutName(named);
};

/** Lower case, without the dot; empty if there is none. */
export const extensionOf = (fileName: string): string => {
  const dot = fileName.lastIndexOf('.');
  const extension =
    dot < 0
      ? ''
      : fileName
          .slice(dot + 1)
          .trim()
          .toLowerCase();
  return extension.length <= EXTENSION_MAX_LENGTH ? extension : '';
};

/** Dots in front hide a file, dots and spaces behind are dropped by Windows. */
const trimEnds = (name: string): string => {
  let start = 0;
  let end = name.length;
  while (start < end && isDotOrSpace(name[start])) start += 1;
  while (end > start && isDotOrSpace(name[end - 1])) end -= 1;
  return name.slice(start, end);
};

const isDotOrSpace = (character: string | undefined): boolean =>
  character === '.' || character === ' ';

/** Keeps the extension. */
const cutName = (name: string): string => {
  if (Buffer.byteLength(name) <= FILE_NAME_MAX_BYTES) return name;
  const extension = extensionOf(name);
  const ending = extension === '' ? '' : `.${extension}`;
  const room = FILE_NAME_MAX_BYTES - Buffer.byteLength(ending);
  let stem = '';
  let sizeBytes = 0;
  for (const character of name.slice(0, name.length - ending.length)) {
    sizeBytes += Buffer.byteLength(character);
    if (sizeBytes > room) break;
    stem += character;
  }
  return `${trimEnds(stem)}${ending}`;
};
