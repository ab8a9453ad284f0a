/**
 * Goal: the text of any file is read within bounded time and memory, or the state says why not. Method: the reader in its
 * thread, on files made here byte by byte.
 */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTextInThread } from '../../src/platform/documents/thread.ts';
import { docxOf, pdfOf, zipOf } from '../support/documents.ts';

const read = (
  fileName: string,
  content: string | Uint8Array,
  mediaType = 'application/octet-stream',
  limits = {},
) =>
  readTextInThread({ fileName, mediaType, bytes: Uint8Array.from(Buffer.from(content)) }, limits);

const none = { kind: 'none' };
const failed = (code: string) => ({ kind: 'failed', code });
const whole = (text: string) => ({ kind: 'read', text, isCut: false });

describe('the text of a plain file', () => {
  test('is what a reader sees of it', async () => {
    expect(
      await read('a.txt', `Bon\u200bjour\u202e\r\n\r\n\r\n\r\nà tous  \n`, 'text/plain'),
    ).toEqual(whole('Bonjour\n\nà tous'));
    expect(await read('a.md', '# Titre', 'text/plain')).toEqual(whole('# Titre'));
    expect(await read('a.csv', 'a;b\n1;2', 'text/csv')).toEqual(whole('a;b\n1;2'));
  });

  test('is read in UTF-8, Windows-1252 and UTF-16', async () => {
    const cp1252 = Uint8Array.from([0x4c, 0x92, 0xe9, 0x74, 0xe9]);
    expect(await read('a.txt', cp1252, 'text/plain')).toEqual(whole('L’été'));
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('L’été', 'utf16le')]);
    expect(await read('a.txt', utf16)).toEqual(whole('L’été'));
  });

  test('is cut within no character, and says so', async () => {
    const text = await read('a.txt', '😀'.repeat(100_001), 'text/plain');
    expect(text).toEqual({ kind: 'read', text: '😀'.repeat(100_000), isCut: true });
    const long = await read('a.txt', 'é'.repeat(2_000_000), 'text/plain');
    expect(long).toEqual({ kind: 'read', text: 'é'.repeat(200_000), isCut: true });
  });

  test('is none of an image, a page, an archive, or an empty text', async () => {
    expect(await read('a.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'image/png')).toEqual(none);
    expect(await read('a.html', '<p>x</p>', 'text/html')).toEqual(none);
    expect(await read('a.svg', '<svg/>', 'image/svg+xml')).toEqual(none);
    expect(await read('a.zip', zipOf({ 'a.txt': Buffer.from('x') }), 'application/zip')).toEqual(
      none,
    );
    expect(await read('a.zip', 'PK\u0003\u0004broken', 'application/zip')).toEqual(none);
    expect(await read('a.txt', ' \n\u200b ', 'text/plain')).toEqual(none);
    expect(await read('a.txt', 'a\0b', 'text/plain')).toEqual(none);
  });
});

describe('the text of a PDF', () => {
  test('is read whatever the file is called', async () => {
    expect(await read('a.bin', pdfOf(['Statuts', 'de la SARL']))).toEqual(
      whole('Statuts\nde la SARL'),
    );
    expect(await read('a.pdf', pdfOf([]))).toEqual(none);
  });

  test('of 2,000 pages, a broken and an encrypted one fail, each with its reason', async () => {
    const pages = Array.from({ length: 2_000 }, (_, n) => [`Page ${n}`]);
    expect(await read('a.pdf', pdfOf(...pages))).toEqual(failed('too_many_pages'));
    expect(await read('a.pdf', '%PDF-1.7\nnothing')).toEqual(failed('unreadable'));
    expect(await read('a.pdf', encryptedPdf())).toEqual(failed('encrypted'));
  });

  test('that is longer than what is kept is cut', async () => {
    const page = Array.from({ length: 40 }, () => 'x'.repeat(100));
    const result = await read('a.pdf', pdfOf(...Array.from({ length: 60 }, () => page)));
    expect(result).toMatchObject({ kind: 'read', isCut: true });
    if (result.kind === 'read') expect(result.text.length).toBeLessThanOrEqual(200_000);
  });

  test('that takes too long, or whose page unpacks to gigabytes, is given up', async () => {
    const pages = Array.from({ length: 400 }, () => Array.from({ length: 40 }, () => 'Bonjour'));
    expect(await read('a.pdf', pdfOf(...pages), 'application/pdf', { cpuMaxMs: 1 })).toEqual({
      kind: 'stopped',
    });
    const bomb = deflateRawSync(Buffer.alloc(256 * 1024 * 1024, 'q Q '));
    const zlib = Buffer.concat([Buffer.from([0x78, 0x9c]), bomb, Buffer.alloc(4)]);
    const result = await read('a.pdf', pdfOf({ filter: 'FlateDecode', content: zlib }), undefined, {
      cpuMaxMs: 5_000,
      memoryStopBytes: 128 * 1024 * 1024,
    });
    expect(['stopped', 'failed', 'none']).toContain(result.kind);
  });
});

/** By its trailer: the key does not matter, because there is none for the empty password. */
const encryptedPdf = (): Buffer => {
  const plain = pdfOf(['secret']).toString('latin1');
  const hash = '0'.repeat(64);
  const encrypt = `/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${hash}> /U <${hash}> >> /ID [<${'0'.repeat(32)}> <${'0'.repeat(32)}>]`;
  return Buffer.from(plain.replace('trailer\n<<', `trailer\n<< ${encrypt}`), 'latin1');
};

describe('the text of a DOCX', () => {
  test('is read with its paragraphs', async () => {
    const body = '<w:p><w:r><w:t>Statuts</w:t></w:r></w:p><w:p><w:r><w:t>Capital</w:t></w:r></w:p>';
    expect(await read('a.docx', docxOf(body))).toEqual(whole('Statuts\n\nCapital'));
  });

  test('that is a bomb fails as one, whatever size it declares', async () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024, ' ');
    const entries = { 'word/document.xml': bomb };
    expect(await read('a.docx', zipOf(entries))).toEqual(failed('bomb'));
    expect(await read('a.docx', zipOf(entries, { declared: 10 }))).toEqual(failed('bomb'));
    const many = Object.fromEntries(
      Array.from({ length: 2_001 }, (_, n) => [`${n}`, Buffer.from('x')]),
    );
    expect(await read('a.docx', zipOf(many))).toEqual(failed('bomb'));
  });

  test('that is cut, is none, or is encrypted, fails with its reason', async () => {
    const docx = docxOf('<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>');
    expect(await read('a.docx', docx.subarray(0, -30))).toEqual(failed('unreadable'));
    expect(await read('a.docx', zipOf({ 'a.txt': Buffer.from('x') }))).toEqual(
      failed('unreadable'),
    );
    const ole = Buffer.from('d0cf11e0a1b11ae10000', 'hex');
    expect(await read('a.docx', ole, 'application/x-cfb')).toEqual(failed('encrypted'));
  });
});

describe('the text of a mail', () => {
  const mail = [
    'From: Marie Dumitru <marie@clients.example>',
    'To: contact@atelier.example',
    'Subject: =?utf-8?Q?Cr=C3=A9ation?= de la SARL',
    'Date: Mon, 30 Nov 2026 10:00:00 +0000',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Voici les statuts.',
    '--b',
    'Content-Type: text/plain; name=statuts.txt',
    'Content-Disposition: attachment; filename=statuts.txt',
    '',
    'Article premier',
    '--b--',
  ].join('\r\n');

  test('is its subject, its people, its text, and the names of what is attached', async () => {
    const result = await read('mail.eml', mail, 'message/rfc822');
    expect(result).toMatchObject({ kind: 'read', isCut: false });
    if (result.kind !== 'read') return;
    expect(result.text).toMatch(/^Création de la SARL\nMarie Dumitru <marie@clients.example>\n/);
    expect(result.text).toContain('Voici les statuts.');
    expect(result.text).toContain('statuts.txt');
    expect(result.text, 'not read').not.toContain('Article premier');
  });

  test('that is none fails', async () => {
    expect(await read('mail.eml', Buffer.alloc(100), 'message/rfc822')).toEqual(
      failed('unreadable'),
    );
  });
});
