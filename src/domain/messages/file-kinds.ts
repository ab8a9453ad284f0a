import { extensionOf } from './file-names.ts';
import type { AttachmentRefusal } from './parsed.ts';

/** Which files are refused. By content first: a name is easily changed, and some systems run a file by its content. */

/** What Windows, macOS or Linux runs, installs or mounts after a double click. */
const EXECUTABLE_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'ade adp apk app application appref-ms appx appxbundle bash bat bin cab chm cmd com command cpl csh deb ' +
    'diagcab dll dmg elf exe gadget hlp hta img inf ins iqy iso isp jar jnlp js jse ksh lib library-ms lnk mad ' +
    'maf mde mjs msc msh msi msix msixbundle msp mst mui nsh out pif pkg pl ps1 ps1xml ps2 psc1 psd1 psm1 py ' +
    'pyc pyw rb rdp reg rpm run scf scr sct settingcontent-ms sh shb shs slk so sys theme tmp url vb vbe vbp ' +
    'vbs vhd vhdx vxd wasm website ws wsc wsf wsh xbap xll xnk zsh'
  ).split(' '),
);

/** By the first bytes, in hexadecimal. */
const EXECUTABLE_BEGINNINGS = [
  '7f454c46', // ELF
  'feedface', // Mach-O
  'feedfacf',
  'cefaedfe',
  'cffaedfe',
  'cafebabe', // Mach-O for several processors, or a Java class
  '4c0000000114020000000000c0', // Windows shortcut
  '0061736d', // WebAssembly
  '4d534346', // Windows cabinet
  'edabeedb', // RPM
  '213c617263683e0a64656269616e', // Debian package
  '6465780a', // Android
];
const ISO_MARKS_AT = [0x8001, 0x8801, 0x9001];
const ISO_MARK = 'CD001';

/** In: the first bytes of a file, 40 kB or all of it. */
export const isExecutable = (fileName: string, head: Uint8Array): boolean => {
  if (EXECUTABLE_EXTENSIONS.has(extensionOf(fileName))) return true;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const beginning = bytes.subarray(0, 16).toString('hex');
  if (EXECUTABLE_BEGINNINGS.some((mark) => beginning.startsWith(mark))) return true;
  if (ISO_MARKS_AT.some((at) => bytes.toString('latin1', at, at + ISO_MARK.length) === ISO_MARK))
    return true;
  return isWindowsProgram(bytes) || isScript(bytes);
};

/** `MZ`, and not a text that begins with these letters. */
const isWindowsProgram = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 0, 2) === 'MZ' && bytes.subarray(0, 64).includes(0);

const isScript = (bytes: Buffer): boolean =>
  /^(?:\ufeff)?#!\s*\//.test(bytes.toString('utf8', 0, 64));

/** HTML and SVG run scripts in a browser. Out: what the text is, whatever its name says. */
export const markupOf = (head: Uint8Array): 'text/html' | 'image/svg+xml' | undefined => {
  const text = readableHead(head);
  const start = skipProlog(text);
  const element = /^<(?:!doctype\s+)?([a-z][a-z0-9]{0,15})/i
    .exec(text.slice(start, start + 40))?.[1]
    ?.toLowerCase();
  if (element === undefined) return undefined;
  if (element === 'svg') return 'image/svg+xml';
  return HTML_ELEMENTS.has(element) ? 'text/html' : undefined;
};

const HTML_ELEMENTS: ReadonlySet<string> = new Set(
  'html head body title meta base link script style iframe object embed form table div span p a b i img br h1 h2 h3 center font input button template'.split(
    ' ',
  ),
);

const HEAD_READ_BYTES = 4_096;

const readableHead = (head: Uint8Array): string => {
  const bytes = Buffer.from(
    head.buffer,
    head.byteOffset,
    Math.min(head.byteLength, HEAD_READ_BYTES),
  );
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le', 2);
  return bytes.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
};

/** Spaces, comments and the XML declaration in front of the first element. */
const skipProlog = (text: string): number => {
  let at = 0;
  for (let step = 0; step < 100; step += 1) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    const closing = text.startsWith('<!--', at)
      ? '-->'
      : text.startsWith('<?', at)
        ? '?>'
        : undefined;
    if (closing === undefined) return at;
    const end = text.indexOf(closing, at);
    if (end < 0) return at;
    at = end + closing.length;
  }
  return at;
};

/** What the content of a file with this extension may be, by the beginning of its media type. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  pdf: ['application/pdf'],
  png: ['image/'],
  jpg: ['image/'],
  jpeg: ['image/'],
  gif: ['image/'],
  webp: ['image/'],
  bmp: ['image/'],
  tif: ['image/'],
  tiff: ['image/'],
  heic: ['image/'],
  docx: ['application/vnd.openxmlformats', 'application/zip', 'application/x-cfb'],
  xlsx: ['application/vnd.openxmlformats', 'application/zip', 'application/x-cfb'],
  pptx: ['application/vnd.openxmlformats', 'application/zip', 'application/x-cfb'],
  odt: ['application/vnd.oasis', 'application/zip'],
  ods: ['application/vnd.oasis', 'application/zip'],
  odp: ['application/vnd.oasis', 'application/zip'],
  zip: ['application/'],
  rar: ['application/'],
  '7z': ['application/'],
  gz: ['application/'],
  mp3: ['audio/', 'video/'],
  wav: ['audio/'],
  ogg: ['audio/', 'video/', 'application/ogg'],
  mp4: ['video/', 'audio/'],
  mov: ['video/'],
};

/**
 * In: the media type by content; undefined if it is not known. An image under the name of another image is accepted;
 * SVG is none, because it runs scripts.
 */
export const refusalOf = (
  fileName: string,
  detected: string | undefined,
  head: Uint8Array,
): Extract<AttachmentRefusal, 'executable' | 'type_mismatch'> | null => {
  if (isExecutable(fileName, head)) return 'executable';
  const accepted = ACCEPTED[extensionOf(fileName)];
  if (accepted === undefined || detected === undefined) return null;
  const isAccepted =
    detected !== 'image/svg+xml' && accepted.some((beginning) => detected.startsWith(beginning));
  return isAccepted ? null : 'type_mismatch';
};
