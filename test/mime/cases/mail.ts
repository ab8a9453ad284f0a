import type {
  MailReport,
  ParsedAttachment,
  ParsedMail,
} from '../../../src/domain/messages/parsed.ts';

/** A mail of the torture set and what is read from it. Written by the project: no real person's mail. */
export interface MailCase {
  /** A fact, as the title of a test. */
  name: string;
  raw: string | Buffer;
  expected: ExpectedMail;
}

/** What is named must be equal, the rest may be anything. */
export interface ExpectedMail extends Partial<Omit<ParsedMail, 'attachments' | 'report'>> {
  attachments?: readonly Partial<ParsedAttachment>[];
  report?: MailReport | null;
  /** The text before the quoted history. */
  shown?: string;
  textIncludes?: readonly string[];
  textLacks?: readonly string[];
  htmlIncludes?: readonly string[];
  htmlLacks?: readonly string[];
}

/** In: header lines, then the body. Lines end as in a mail. */
export const mail = (headers: readonly string[], body: string): string =>
  `${[...BASIC, ...headers].join('\r\n')}\r\n\r\n${body.replace(/\r?\n/g, '\r\n')}`;

export const bare = (headers: readonly string[], body: string): string =>
  `${headers.join('\r\n')}\r\n\r\n${body.replace(/\r?\n/g, '\r\n')}`;

const BASIC = [
  'From: Marie Dumitru <marie@example.com>',
  'To: accueil@abj.example',
  'Date: Mon, 30 Nov 2026 09:00:00 +0100',
  'Message-ID: <m1@example.com>',
  'MIME-Version: 1.0',
];

/** Bytes of a mail whose text is Latin-1: `latin('é')` is one byte. */
export const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

export const plain = (body: string, headers: readonly string[] = []): string =>
  mail(
    ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', ...headers],
    body,
  );

export const html = (body: string, headers: readonly string[] = []): string =>
  mail(
    ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', ...headers],
    body,
  );

export interface Part {
  headers: readonly string[];
  body: string;
}

export const multipart = (
  type: string,
  parts: readonly Part[],
  headers: readonly string[] = [],
): string =>
  mail([`Content-Type: multipart/${type}; boundary="b-1"`, ...headers], partsOf('b-1', parts));

export const partsOf = (boundary: string, parts: readonly Part[]): string =>
  `${parts.map((part) => `--${boundary}\n${part.headers.join('\n')}\n\n${part.body}\n`).join('')}--${boundary}--\n`;

export const text = (body: string): Part => ({
  headers: ['Content-Type: text/plain; charset=utf-8'],
  body,
});
export const htmlPart = (body: string): Part => ({
  headers: ['Content-Type: text/html; charset=utf-8'],
  body,
});

export const file = (
  name: string,
  content: string | Buffer,
  type = 'application/octet-stream',
): Part => ({
  headers: [
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; ${name}`,
    'Content-Transfer-Encoding: base64',
  ],
  body: Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\n'),
});

export const PDF = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const EXE = Buffer.concat([
  Buffer.from('MZ'),
  Buffer.alloc(58),
  Buffer.from([0x40, 0, 0, 0]),
  Buffer.from('PE\0\0'),
]);
