import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Debian's isync: fetches a mailbox over IMAP into a Maildir, each message flushed to disk. */

export interface MbsyncInput {
  /** For what it fetches, removed at the end. */
  directory: string;
  port: number;
  user: string;
  password: string;
}

/** Out: seconds, and how many messages it fetched. */
export const runMbsync = async ({
  directory,
  port,
  user,
  password,
}: MbsyncInput): Promise<{ seconds: number; count: number }> => {
  const own = await mkdtemp(join(directory, 'mbsync-'));
  try {
    const maildir = join(own, 'mail');
    await mkdir(maildir);
    const file = join(own, 'mbsyncrc');
    await writeFile(
      file,
      `
IMAPAccount bench
Host 127.0.0.1
Port ${port}
User ${user}
Pass ${password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path ${maildir}/
Inbox ${maildir}/INBOX

Channel bench
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull New
SyncState *
`,
    );
    const startedAt = performance.now();
    const child = spawn('mbsync', ['-q', '-c', file, 'bench'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [errors] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    const seconds = (performance.now() - startedAt) / 1000;
    if (child.exitCode !== 0) throw new Error(`mbsync failed: ${errors}`);
    return { seconds, count: (await readdir(join(maildir, 'INBOX', 'new'))).length };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
};
