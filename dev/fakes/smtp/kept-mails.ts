import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime, { type Address } from 'postal-mime';
import { z } from 'zod';

/** The last mails, in memory and, if there is a directory, in one file of it. */

const KEPT_MAX = 200;
const FILE = 'mails.json';

const keptMailSchema = z.object({
  id: z.number(),
  received_at: z.string(),
  message_id: z.string(),
  /** From X-Relais-Company. */
  company_id: z.number().nullable(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** By lower-case name; the first of each. */
  headers: z.record(z.string(), z.string()).default({}),
});
export type KeptMail = z.infer<typeof keptMailSchema>;

export class KeptMails {
  #mails: KeptMail[];
  readonly #directory: string | undefined;

  constructor(directory?: string) {
    this.#directory = directory;
    this.#mails = directory === undefined ? [] : load(directory);
  }

  /** Newest first. */
  get all(): readonly KeptMail[] {
    return this.#mails.toReversed();
  }

  async keep(raw: Buffer): Promise<void> {
    const mail = await parse(raw, (this.#mails.at(-1)?.id ?? 0) + 1);
    this.#mails = [...this.#mails, mail].slice(-KEPT_MAX);
    if (this.#directory === undefined) return;
    const file = join(this.#directory, FILE);
    writeFileSync(`${file}.new`, JSON.stringify(this.#mails), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function load(directory: string): KeptMail[] {
  try {
    return z.array(keptMailSchema).parse(JSON.parse(readFileSync(join(directory, FILE), 'utf8')));
  } catch {
    return []; // the first start
  }
}

async function parse(raw: Buffer, id: number): Promise<KeptMail> {
  const mail = await PostalMime.parse(raw);
  const company = mail.headers.find(({ key }) => key === 'x-relais-company')?.value;
  const written = (address: Address | undefined) =>
    address?.name ? `${address.name} <${address.address ?? ''}>` : (address?.address ?? '');
  return {
    id,
    received_at: new Date().toISOString(),
    message_id: mail.messageId ?? '',
    company_id: company === undefined ? null : Number(company),
    from: written(mail.from),
    to: (mail.to ?? []).map(written),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    headers: Object.fromEntries(mail.headers.toReversed().map(({ key, value }) => [key, value])),
  };
}
