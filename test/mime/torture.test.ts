import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedMail } from '../../src/domain/messages/parsed.ts';
import type { Files } from '../../src/platform/files/contract.ts';
import { createDiskFiles } from '../../src/platform/files/disk.ts';
import { parseMail } from '../../src/platform/mime/parse.ts';
import { attachmentCases } from './cases/attachments.ts';
import { bodyCases } from './cases/bodies.ts';
import { headerCases } from './cases/headers.ts';
import { ATTACKS, htmlCases } from './cases/html.ts';
import { html, type MailCase } from './cases/mail.ts';
import { quoteCases } from './cases/quotes.ts';
import { reportCases } from './cases/reports.ts';

/**
 * The torture set: every mail is read by the thread of `parseMail`, which ends a parse of more than two seconds of
 * processor time. A mail that was ended has the flag `unreadable_part` and no text: no case may have it by that.
 */

const COMPANY_ID = 1;
let directory: string;
let files: Files;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-mime-'));
  files = createDiskFiles(directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const parse = async (raw: string | Buffer): Promise<ParsedMail> => {
  const stored = await files.put({
    companyId: COMPANY_ID,
    content: (async function* () {
      yield Buffer.from(raw);
    })(),
    sizeMaxBytes: 100 * 1024 * 1024,
  });
  return parseMail({ files }, { companyId: COMPANY_ID, raw: stored });
};

const check = async ({ raw, expected }: MailCase): Promise<void> => {
  const mail = await parse(raw);
  const { shown, textIncludes, textLacks, htmlIncludes, htmlLacks, flags, ...facts } = expected;
  expect(mail).toMatchObject(facts);
  expect(mail.contentHash).toMatch(/^[0-9a-f]{64}$/);
  if (flags !== undefined) expect([...mail.flags].sort()).toEqual([...flags].sort());
  if (!mail.flags.includes('encrypted')) expect(mail.flags).not.toContain('unreadable_part');
  if (shown !== undefined)
    expect(mail.text.slice(0, mail.quoteOffset ?? undefined).trim()).toBe(shown);
  for (const part of textIncludes ?? []) expect(mail.text).toContain(part);
  for (const part of textLacks ?? []) expect(mail.text).not.toContain(part);
  for (const part of htmlIncludes ?? []) expect(mail.html).toContain(part);
  for (const part of htmlLacks ?? []) expect(mail.html).not.toContain(part);
};

describe.each([
  ['headers', headerCases],
  ['bodies', bodyCases],
  ['HTML', htmlCases],
  ['quoted history', quoteCases],
  ['reports and automatic mail', reportCases],
  ['attachments', attachmentCases],
] as const)('%s', (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => check(one));
});

const DANGEROUS_ELEMENT =
  /<(?:script|style|iframe|object|embed|form|input|button|base|meta|link|svg|math|video|audio|template|noscript|textarea|select|xmp|title)\b/i;
/** In HTML whose attributes are empty: their values can't be taken for names. */
const DANGEROUS_ATTRIBUTE =
  /<[^>]*\s(?:on\w+|srcset|srcdoc|action|formaction|background|poster|ping|id|name|class)\s*=/i;
const DANGEROUS_VALUE =
  /(?:href|src)="(?!https?:|mailto:|tel:|data:image\/(?:png|jpeg|gif|webp);)|style="[^"]*(?:url\(|expression|position|behavior|binding|content|z-index)/i;

describe('attacks by HTML', () => {
  test.each(ATTACKS.map((attack) => [attack]))('%s is harmless', async (attack) => {
    const mail = await parse(html(`<p>Bonjour</p>${attack}`));
    expect(mail.html).toContain('Bonjour');
    expect(mail.html).not.toMatch(DANGEROUS_ELEMENT);
    expect(mail.html?.replace(/="[^"]*"/g, '=""')).not.toMatch(DANGEROUS_ATTRIBUTE);
    expect(mail.html?.replace(/ data-remote-src="/g, ' x="')).not.toMatch(DANGEROUS_VALUE);
    // Only images with `data-remote-src` may name another server, and links.
    expect(mail.html?.replace(/ (?:data-remote-src|href)="[^"]*"/g, '')).not.toContain(
      'evil.example"',
    );
  });
});
