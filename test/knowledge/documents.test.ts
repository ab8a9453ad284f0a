/**
 * Goal: a document of any type becomes text, and a hostile one costs a bounded time and memory. Method: the reader in its
 * thread, on documents made here byte by byte.
 */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readInThread } from '../../src/platform/documents/thread.ts';
import { docxOf, pdfOf, zipOf } from '../support/documents.ts';

const read = (fileName: string, content: string | Uint8Array, limits = {}) =>
  readInThread({ fileName, bytes: Uint8Array.from(Buffer.from(content)) }, limits);

describe('text', () => {
  test('is taken as it is, with its first heading as title', async () => {
    expect(await read('a.md', '# **Horaires**\r\n\r\nDe neuf à midi.\0'.replace('\0', ''))).toEqual(
      {
        kind: 'read',
        title: 'Horaires',
        text: '# **Horaires**\n\nDe neuf à midi.',
      },
    );
    expect(await read('a.TXT', 'Bonjour')).toMatchObject({ title: null, text: 'Bonjour' });
  });

  test('of Windows is read with its signs, and a BOM is left out', async () => {
    const cp1252 = Uint8Array.from([0x4c, 0x92, 0xe9, 0x74, 0xe9, 0x20, 0x80]);
    expect(await read('a.txt', cp1252)).toMatchObject({ text: 'L’été €' });
    expect(await read('a.txt', '\ufeffBonjour')).toMatchObject({ text: 'Bonjour' });
  });

  test('that is none is refused by its content', async () => {
    const unsupported = { kind: 'refused', code: 'unsupported_type' };
    expect(await read('a.txt', 'a\0b')).toEqual(unsupported);
    expect(await read('a.md', '\n <!DOCTYPE html><p>Bonjour</p>')).toEqual(unsupported);
    expect(await read('a.pdf', '<html><body>Bonjour</body></html>')).toEqual(unsupported);
    expect(await read('a.csv', 'a;b')).toEqual(unsupported);
    expect(await read('a.txt', ' \n ')).toEqual({ kind: 'refused', code: 'no_text' });
    expect(await read('a.txt', 'x'.repeat(200_001))).toEqual({
      kind: 'refused',
      code: 'too_large',
    });
  });
});

describe('a PDF', () => {
  test('is read by lines and paragraphs, whatever it is called', async () => {
    expect(await read('a.txt', pdfOf(['Horaires', 'De neuf heures'], ['Tarifs']))).toEqual({
      kind: 'read',
      title: null,
      text: 'Horaires\nDe neuf heures\n\nTarifs',
    });
  });

  test('that is broken, empty or too long is refused with the reason', async () => {
    expect(await read('a.pdf', '%PDF-1.7\nnothing')).toEqual({
      kind: 'refused',
      code: 'unreadable',
    });
    expect(await read('a.pdf', pdfOf([]))).toEqual({ kind: 'refused', code: 'no_text' });
    const pages = Array.from({ length: 501 }, () => ['x']);
    expect(await read('a.pdf', pdfOf(...pages))).toEqual({
      kind: 'refused',
      code: 'too_many_pages',
    });
  });

  test('whose page unpacks to gigabytes is stopped', async () => {
    const bomb = deflateRawSync(Buffer.alloc(256 * 1024 * 1024, 'q Q '));
    const zlib = Buffer.concat([Buffer.from([0x78, 0x9c]), bomb, Buffer.alloc(4)]);
    const result = await read('a.pdf', pdfOf({ filter: 'FlateDecode', content: zlib }), {
      cpuMaxMs: 5_000,
      memoryStopBytes: 128 * 1024 * 1024,
    });
    expect(['stopped', 'refused']).toContain(result.kind);
  });
});

describe('a DOCX', () => {
  test('is read with its headings, lists and tables', async () => {
    const body = `
      <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Livraison</w:t></w:r></w:p>
      <w:p><w:r><w:t>Deux </w:t></w:r><w:r><w:t>jours.</w:t></w:r></w:p>
      <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Zone</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Prix</w:t></w:r></w:p></w:tc></w:tr>
      <w:tr><w:tc><w:p><w:r><w:t>Corse</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`;
    expect(await read('a.bin', docxOf(body))).toEqual({
      kind: 'read',
      title: 'Livraison',
      text: '# Livraison\n\nDeux jours.\n\n| Zone | Prix |\n| --- | --- |\n| Corse | 12 |',
    });
  });

  test('that is a bomb is refused, whatever size it declares', async () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024, ' ');
    const refused = { kind: 'refused', code: 'too_large' };
    expect(await read('a.docx', zipOf({ 'word/document.xml': bomb }))).toEqual(refused);
    expect(await read('a.docx', zipOf({ 'word/document.xml': bomb }, { declared: 10 }))).toEqual(
      refused,
    );
  });

  test('with external or nested entities gives no file and no copies', async () => {
    const laughs = Array.from({ length: 20 }, (_, n) =>
      n === 0 ? '<!ENTITY l0 "ha">' : `<!ENTITY l${n} "${`&l${n - 1};`.repeat(10)}">`,
    ).join('');
    const doctype = `<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">${laughs}]>`;
    const result = await read(
      'a.docx',
      docxOf('<w:p><w:r><w:t>avant &file; &l19; après</w:t></w:r></w:p>', doctype),
    );
    if (result.kind !== 'read') return expect(result).toMatchObject({ kind: 'refused' });
    expect(result.text.length).toBeLessThan(100);
    expect(result.text).not.toMatch(/haha/);
  });

  test('that is cut, is no DOCX, or is nested very deeply, is refused or read in part', async () => {
    const whole = docxOf('<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>');
    expect(await read('a.docx', whole.subarray(0, whole.length - 30))).toMatchObject({
      kind: 'refused',
    });
    expect(await read('a.docx', zipOf({ 'readme.txt': Buffer.from('x') }))).toEqual({
      kind: 'refused',
      code: 'unsupported_type',
    });
    const deep = `${'<w:tbl><w:tr><w:tc>'.repeat(5_000)}<w:p/>${'</w:tc></w:tr></w:tbl>'.repeat(5_000)}`;
    expect(['refused', 'stopped', 'read']).toContain((await read('a.docx', docxOf(deep))).kind);
  });
});

test('a document that takes too long is stopped, and the next one is read', async () => {
  const pages = Array.from({ length: 400 }, () => Array.from({ length: 40 }, () => 'Bonjour'));
  expect(await read('a.pdf', pdfOf(...pages), { cpuMaxMs: 1 })).toEqual({ kind: 'stopped' });
  expect(await read('a.txt', 'Bonjour')).toMatchObject({ kind: 'read' });
});
