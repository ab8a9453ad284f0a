import { createCipheriv } from 'node:crypto';
import { createRandom } from '../random.ts';

/** Generated mails, the same for the same seed: what a company of 400 correspondents receives. */

export interface GeneratedMail {
  content: Buffer;
  receivedAt: Date;
}

const SENDER_COUNT = 400;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Within the 30 days of a first sync. */
const AGE_MAX_MS = 25 * DAY_MS;
const SMALL_SHARE = 0.8;
const MEDIUM_SHARE = 0.15;
const ANSWER_SHARE = 0.4;
const NEWSLETTER_SHARE = 0.1;
const KIB = 1024;
const MIB = 1024 * KIB;

/** 80 % of 4 to 20 KiB, 15 % of 200 KiB, 5 % of 2 to 5 MiB. In the order of their arrival. */
export function* generateMails(count: number, seed: number): Generator<GeneratedMail> {
  const random = createRandom(seed);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from));
  const now = Date.now();
  for (let number = 0; number < count; number += 1) {
    const receivedAt = new Date(now - AGE_MAX_MS * (1 - number / count));
    const size = random();
    const isNewsletter = random() < NEWSLETTER_SHARE;
    const answered = number > 0 && random() < ANSWER_SHARE ? whole(0, number) : undefined;
    const text = textOf(random, size < SMALL_SHARE ? whole(1 * KIB, 6 * KIB) : 2 * KIB);
    const attachmentBytes =
      size < SMALL_SHARE
        ? 0
        : size < SMALL_SHARE + MEDIUM_SHARE
          ? whole(140 * KIB, 150 * KIB)
          : whole(1.5 * MIB, 3.6 * MIB);
    const boundary = `part-${seed}-${number}`;
    const lines = [
      `Received: from mx.example.net (mx.example.net [192.0.2.1]) by mail.example.com; ${receivedAt.toUTCString()}`,
      `From: Client ${number % SENDER_COUNT} <client.${number % SENDER_COUNT}@client-${number % 97}.example>`,
      'To: accueil@atelier.example',
      `Subject: ${answered === undefined ? `Dossier ${number}` : `Re: Dossier ${answered}`}`,
      `Date: ${receivedAt.toUTCString()}`,
      `Message-ID: <${seed}.${number}@client.example>`,
      ...(answered === undefined ? [] : [`In-Reply-To: <${seed}.${answered}@client.example>`]),
      ...(isNewsletter ? [`List-Id: <lettre-${number % 20}.example>`, 'Precedence: bulk'] : []),
      'MIME-Version: 1.0',
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      `Content-Type: multipart/alternative; boundary="${boundary}-a"`,
      '',
      `--${boundary}-a`,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      text,
      `--${boundary}-a`,
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      `<html><body><div>${text.replaceAll('\r\n', '<br>\r\n')}</div><img src="https://pixel.example/${number}"></body></html>`,
      `--${boundary}-a--`,
      ...(attachmentBytes === 0
        ? []
        : attachment(boundary, `dossier-${number}.pdf`, pdfOf(attachmentBytes, seed + number))),
      `--${boundary}--`,
      '',
    ];
    yield { content: Buffer.from(lines.join('\r\n')), receivedAt };
  }
}

const WORDS = [
  'bonjour', 'formation', 'dossier', 'bijouterie', 'élève', 'session', 'candidat', 'document',
  'rendez-vous', 'merci', 'inscription', 'réponse', 'atelier', 'novembre', 'signature', 'devis',
]; // prettier-ignore
const WORDS_PER_LINE = 10;

const textOf = (random: () => number, sizeBytes: number): string => {
  const lines: string[] = [];
  for (let size = 0; size < sizeBytes;) {
    const line = Array.from(
      { length: WORDS_PER_LINE },
      () => WORDS[Math.floor(random() * WORDS.length)],
    ).join(' ');
    lines.push(line);
    size += line.length;
  }
  return lines.join('\r\n');
};

const attachment = (boundary: string, name: string, content: Buffer): string[] => [
  `--${boundary}`,
  `Content-Type: application/pdf; name="${name}"`,
  `Content-Disposition: attachment; filename="${name}"`,
  'Content-Transfer-Encoding: base64',
  '',
  content.toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
];

/** Begins as a PDF; the rest can't be compressed, as a scan can't. */
const pdfOf = (sizeBytes: number, seed: number): Buffer => {
  const key = Buffer.alloc(16, `key ${seed}`);
  const noise = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(
    Buffer.alloc(sizeBytes),
  );
  noise.write('%PDF-1.7\n');
  return noise;
};
