import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The mails that the SMTP server accepted. */

export interface AcceptedMail {
  file: string;
  messageId: string;
  /** An address. */
  from: string;
  raw: string;
}

export const acceptedMails = async (directory: string): Promise<AcceptedMail[]> => {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.eml'));
  return Promise.all(
    files.map(async (file) => {
      const raw = await readFile(join(directory, file), 'utf8');
      return {
        file,
        raw,
        messageId: messageIdOf(raw),
        from: /^From: .*<(.+)>/m.exec(raw)?.[1] ?? '',
      };
    }),
  );
};

/** A long one is on a line of its own. */
export const messageIdOf = (raw: string): string =>
  /^Message-ID:\s*<([^>]+)>/im.exec(raw)?.[1] ?? '';
