import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDiskFiles } from '../../src/platform/files/disk.ts';
import type { Files } from '../../src/platform/files/contract.ts';
import { createFairTurns } from '../../src/platform/mime/fair-turns.ts';
import { parseMail } from '../../src/platform/mime/parse.ts';
import { readMail } from '../../src/platform/mime/read-mail.ts';
import { createMailThread } from '../../src/platform/mime/thread.ts';
import { file, html, multipart, PDF, text } from './cases/mail.ts';

/** The identity of a mail, its files, and the limits of the process that reads it. */

const COMPANY_ID = 1;
let directory: string;
let files: Files;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-mime-'));
  files = createDiskFiles(directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const hashOf = async (raw: string): Promise<string> =>
  (await readMail(Buffer.from(raw))).mail.contentHash;

describe('the content hash', () => {
  const original = multipart('mixed', [
    text('Été à 9 h'),
    file('filename="a.pdf"', PDF, 'application/pdf'),
  ]);

  test('is the same with other trace headers, another transfer encoding and other line ends', async () => {
    const copy = original
      .replace(
        'MIME-Version',
        'Received: from x by y\r\nDelivered-To: autre@abj.example\r\nBcc: autre@abj.example\r\nList-Id: <x>\r\nDKIM-Signature: v=1\r\nMIME-Version',
      )
      .replace(
        'Content-Type: text/plain; charset=utf-8',
        'Content-Type: text/plain; charset=iso-8859-15\r\nContent-Transfer-Encoding: quoted-printable',
      )
      .replace('Été à 9 h', '=C9t=E9 =E0 9 h  ')
      .replaceAll('b-1', 'autre');
    expect(await hashOf(copy)).toBe(await hashOf(original));
    expect(await hashOf(original.replaceAll('\r\n', '\n'))).toBe(await hashOf(original));
  });

  test('differs with another text, file, subject, sender, date, id, receiver or parent', async () => {
    const changed = [
      original.replace('9 h', '10 h'),
      original.replace(
        PDF.toString('base64').slice(0, 20),
        Buffer.from('%PDF-1.4\n1 0 o').toString('base64').slice(0, 20),
      ),
      original.replace('MIME-Version', 'Subject: x\r\nMIME-Version'),
      original.replace('marie@', 'anne@'),
      original.replace('30 Nov', '29 Nov'),
      original.replace('m1@', 'm2@'),
      ...[
        'Cc: a@x.example',
        'Reply-To: a@x.example',
        'In-Reply-To: <a@x>',
        'References: <a@x>',
      ].map((header) => original.replace('MIME-Version', `${header}\r\nMIME-Version`)),
    ];
    const hashes = await Promise.all([original, ...changed].map(hashOf));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('does not let text move from one part to the next', async () => {
    expect(await hashOf(multipart('mixed', [text('ab'), text('c')]))).not.toBe(
      await hashOf(multipart('mixed', [text('a'), text('bc')])),
    );
  });
});

const store = (content: AsyncIterable<Uint8Array>) =>
  files.put({ companyId: COMPANY_ID, content, sizeMaxBytes: 200 * 1024 * 1024 });

async function* chunks(...parts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

describe('parseMail', () => {
  test('puts attachments into the files, and a second run changes nothing', async () => {
    const raw = await store(
      chunks(multipart('mixed', [text('x'), file('filename="a.pdf"', PDF, 'application/pdf')])),
    );
    const first = await parseMail({ files }, { companyId: COMPANY_ID, raw });
    const sha256 = first.attachments[0]?.sha256 ?? '';
    const stored = await files.get({ companyId: COMPANY_ID, sha256 });
    expect(await buffer(stored?.content ?? Readable.from([]))).toEqual(PDF);
    expect(await parseMail({ files }, { companyId: COMPANY_ID, raw })).toEqual(first);
  });

  test('keeps 200 attachments and names the others', async () => {
    const parts = Array.from({ length: 205 }, (_, index) =>
      file(`filename="${index}.txt"`, `n° ${index}`, 'text/plain'),
    );
    const raw = await store(chunks(multipart('mixed', parts)));
    const { attachments, flags } = await parseMail({ files }, { companyId: COMPANY_ID, raw });
    expect(attachments.filter(({ sha256 }) => sha256 !== null)).toHaveLength(200);
    expect(attachments.at(-1)).toMatchObject({
      fileName: '204.txt',
      refusedReason: 'too_many',
      sha256: null,
    });
    expect(flags).toContain('truncated');
  });

  test('reads the beginning of a message above 80 MB', async () => {
    const raw = await store(largeMail(82));
    const mail = await parseMail({ files }, { companyId: COMPANY_ID, raw });
    expect(mail).toMatchObject({ text: 'Bonjour', subject: 'Plans' });
    expect(mail.flags).toContain('truncated');
  });

  test('leaves out an attachment above 50 MB, and keeps the text', async () => {
    const raw = await store(largeMail(74));
    const mail = await parseMail({ files }, { companyId: COMPANY_ID, raw });
    expect(mail).toMatchObject({
      text: 'Bonjour',
      attachments: [{ fileName: 'plans.dat', refusedReason: 'too_large', sha256: null }],
    });
  });

  test('reads an attachment of 50 MB within 400 MB of memory', async () => {
    const raw = await store(largeMail(69));
    const script = `
      import { createDiskFiles } from './src/platform/files/disk.ts';
      import { parseMail } from './src/platform/mime/parse.ts';
      const files = createDiskFiles(process.argv[1]);
      const raw = JSON.parse(process.argv[2]);
      const read = () => parseMail({ files }, { companyId: ${COMPANY_ID}, raw });
      const [mail] = await Promise.all([read(), read()]); // two at once: one waits for the other
      console.log(JSON.stringify({ rssBytes: process.resourceUsage().maxRSS * 1024, attachment: mail.attachments[0] }));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      script,
      directory,
      JSON.stringify(raw),
    ]);
    const { rssBytes, attachment } = JSON.parse(stdout);
    expect(attachment).toMatchObject({ fileName: 'plans.dat', refusedReason: null });
    expect(rssBytes).toBeLessThan(400 * 1024 * 1024);
  });
});

/** A mail with one attachment: of `sizeMb` megabytes as Base64. */
async function* largeMail(sizeMb: number): AsyncGenerator<Uint8Array> {
  const line = `${randomBytes(57).toString('base64')}\r\n`;
  const block = Buffer.from(line.repeat(10_000));
  yield Buffer.from(
    `From: a@example.com\r\nSubject: Plans\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBonjour\r\n--b\r\nContent-Disposition: attachment; filename=plans.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
  );
  for (let size = 0; size < sizeMb * 1_000_000; size += block.length) yield block;
  yield Buffer.from('--b--\r\n');
}

test('a company with one mail goes before the second mail of another company', async () => {
  const turns = createFairTurns(1);
  const order: string[] = [];
  const run = async (name: string, companyId: number): Promise<void> => {
    const end = await turns.take(companyId);
    order.push(name);
    end();
  };
  const endFirst = await turns.take(1);
  const others = [run('a2', 1), run('a3', 1), run('b1', 2), run('b2', 2)];
  endFirst();
  await Promise.all(others);
  expect(order).toEqual(['b1', 'a2', 'b2', 'a3']);
});

describe('the thread', () => {
  test('reads the next mail after one that was stopped', async () => {
    const thread = createMailThread({ cpuMaxMs: 100 });
    const hostile = new Uint8Array(Buffer.from(html('<p>a'.repeat(250_000))));
    expect(await thread.read(hostile)).toEqual({ kind: 'stopped' });
    expect(await thread.read(new Uint8Array(Buffer.from('Subject: Devis\r\n\r\nx')))).toMatchObject(
      {
        kind: 'read',
        mail: { subject: 'Devis' },
      },
    );
  });
});
