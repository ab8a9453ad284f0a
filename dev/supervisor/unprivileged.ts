import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const OTHERS_MAY_ENTER = 0o001;
/** In order of preference; every Unix has the second. */
const ACCOUNTS = ['postgres', 'nobody'];

export interface Account {
  uid: number;
  gid: number;
}

export interface Launch {
  command: string;
  args: string[];
  account?: Account;
}

/**
 * The account to run a program as that refuses to run as root (PostgreSQL does).
 * Out: undefined when this process isn't root and nothing needs to be dropped.
 */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ACCOUNTS) {
    const account = await findAccount(name);
    if (account !== undefined) return account;
  }
  throw new Error(
    'PostgreSQL refuses to run as root and there is no account "postgres" or "nobody" to run it as. ' +
      'Start Relais as an ordinary user.',
  );
}

/**
 * How to launch `command` as that account. A checkout below a closed directory (`/root` is 0700) can't be
 * entered by it; util-linux's setpriv then drops the user but keeps the right to enter directories.
 */
export async function launchUnprivileged(
  account: Account | undefined,
  command: string,
  args: string[],
  dataDirectory: string,
): Promise<Launch> {
  if (account === undefined) return { command, args };
  const closed = (await findClosedParent(command)) ?? (await findClosedParent(dataDirectory));
  if (closed === undefined) return { command, args, account };
  try {
    await execFileAsync('setpriv', ['--version']);
  } catch {
    throw new Error(
      `PostgreSQL refuses to run as root, and other accounts can't enter ${closed}. ` +
        'Move the checkout to a directory they can enter, or start Relais as an ordinary user.',
    );
  }
  return {
    command: 'setpriv',
    args: [
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      '--clear-groups',
      '--securebits=+no_setuid_fixup', // without it access(2), which initdb asks, ignores the capability
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--',
      command,
      ...args,
    ],
  };
}

async function findAccount(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await execFileAsync('id', [flag, name])).stdout)),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined; // `id` exits 1 for an unknown name
  }
}

async function findClosedParent(path: string): Promise<string | undefined> {
  let directory = dirname(resolve(path));
  for (;;) {
    const { mode } = await stat(directory);
    if ((mode & OTHERS_MAY_ENTER) === 0) return directory;
    const parent = dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}
