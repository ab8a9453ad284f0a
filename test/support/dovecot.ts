import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { startGuard } from '../../dev/supervisor/guard.ts';
import { freePort, isListening } from '../../dev/supervisor/ports.ts';
import { recordProcess } from '../../dev/supervisor/processes.ts';
import { until } from './until.ts';

/**
 * Debian's Dovecot on a free loopback port, with a configuration and mail of its own. Every name is a user with
 * one password; its mail is a Maildir, so that a test delivers by writing a file.
 */

export const DOVECOT_PASSWORD = 'jonquille';

export interface Dovecot {
  /** Plain, and STARTTLS if it has a certificate. */
  port: number;
  /** With TLS from the start. */
  tlsPort: number;
  pid: number | undefined;
  /** A user that nobody had before. */
  newUser: () => DovecotUser;
  stop: () => Promise<void>;
}

export interface DovecotUser {
  name: string;
  /** Out: when the server will say it received it (INTERNALDATE), to the second. */
  deliver: (raw: string | Buffer, input?: { folder?: string; receivedAt?: Date }) => Promise<Date>;
  /** The messages of a folder, as they are stored. */
  messages: (folder?: string) => Promise<string[]>;
  /** Removes every message of a folder. */
  empty: (folder?: string) => Promise<void>;
  /** The server forgets its UIDs, and numbers the messages again from 1. */
  renumber: (input: { uidValidity: number; uidNext?: number }) => Promise<void>;
}

interface DovecotInput {
  /** `<certificate>.pem` and `<certificate>.key`. */
  certificate?: string;
  /** Tells whose an access token is (RFC 7662). The token is added to it. */
  introspectionUrl?: string;
}

const BINARY = '/usr/sbin/dovecot';

/** Undefined where it is missing, with the reason on the console. Throws where CI is true. */
export const whyNoDovecot = (): string | undefined => {
  if (spawnSync(BINARY, ['--version']).status === 0) return undefined;
  const reason = 'Dovecot is missing: install dovecot-imapd';
  if (process.env['CI'] === 'true') throw new Error(reason);
  return reason;
};

export const startDovecot = async (input: DovecotInput = {}): Promise<Dovecot> => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-dovecot-'));
  const guard = startGuard();
  guard.deleteAtEnd(directory);
  const port = await freePort();
  const tlsPort = await freePort();
  const mail = join(directory, 'mail');
  await mkdir(mail);
  // The mail processes run as an account of their own if this one is root.
  await Promise.all([chmod(directory, 0o755), chmod(mail, 0o777)]);
  const file = join(directory, 'dovecot.conf');
  await writeFile(
    join(directory, 'oauth2.conf'),
    `introspection_mode = get\nintrospection_url = ${input.introspectionUrl ?? ''}\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`,
  );
  await writeFile(file, configuration({ ...input, directory, mail, port, tlsPort }));
  const child = spawn(BINARY, ['-F', '-c', file], { stdio: 'ignore' });
  const record = recordProcess('dovecot', child.pid, { signal: 'SIGTERM', stage: 0 });
  if (record !== undefined) guard.add(record);
  await until('Dovecot listens', () => {
    if (child.exitCode !== null) throw new Error(`Dovecot ended: see ${directory}/dovecot.log`);
    return isListening(port);
  });
  let count = 0;
  return {
    port,
    tlsPort,
    pid: child.pid,
    newUser: () => {
      count += 1;
      return userOf(mail, `user${count}`);
    },
    stop: async () => {
      await end(child);
      await rm(directory, { recursive: true, force: true });
      guard.release();
    },
  };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
};

const configuration = ({
  directory,
  mail,
  port,
  tlsPort,
  certificate,
  introspectionUrl,
}: DovecotInput & {
  directory: string;
  mail: string;
  port: number;
  tlsPort: number;
}): string => {
  const { uid, username } = userInfo();
  const isRoot = uid === 0;
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/dovecot.log
${certificate === undefined ? 'ssl = no' : `ssl = yes\nssl_cert = <${certificate}.pem\nssl_key = <${certificate}.key`}
disable_plaintext_auth = no
auth_mechanisms = plain login${introspectionUrl === undefined ? '' : ' xoauth2'}
default_internal_user = ${isRoot ? 'dovecot' : username}
default_login_user = ${isRoot ? 'dovenull' : username}
${isRoot ? 'mail_uid = nobody\nmail_gid = nogroup\nfirst_valid_uid = 1' : `mail_uid = ${uid}\nfirst_valid_uid = ${uid}`}
first_valid_gid = 1
mail_max_userip_connections = 10
mail_location = maildir:~/Maildir
mail_fsync = never
${
  introspectionUrl === undefined
    ? ''
    : `passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${directory}/oauth2.conf
}`
}
passdb {
  driver = static
  args = password=${DOVECOT_PASSWORD}
}
userdb {
  driver = static
  args = home=${mail}/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${certificate === undefined ? 0 : tlsPort}
    ssl = yes
  }
}
auth_failure_delay = 0
service anvil {
  chroot =
  # Otherwise a wrong password delays the next logins from this address.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
};

let deliveryCount = 0;

const userOf = (mail: string, name: string): DovecotUser => {
  const maildir = join(mail, name, 'Maildir');
  const folderOf = (folder: string): string =>
    folder === 'INBOX' ? maildir : join(maildir, `.${folder}`);
  /** Below a directory that the mail processes must be able to write. */
  const makeFolder = async (path: string): Promise<void> => {
    for (const part of [join(mail, name), maildir, path, ...inner(path)]) {
      await mkdir(part, { recursive: true });
      await chmod(part, 0o777);
    }
  };
  const inner = (path: string): string[] => ['cur', 'new', 'tmp'].map((part) => join(path, part));
  return {
    name,
    deliver: async (raw, { folder = 'INBOX', receivedAt = new Date() } = {}) => {
      const path = folderOf(folder);
      await makeFolder(path);
      deliveryCount += 1;
      const at = Math.floor(receivedAt.getTime() / 1000);
      const unique = `${at}.M${String(deliveryCount).padStart(6, '0')}P${process.pid}.${randomBytes(4).toString('hex')}`;
      const file = join(path, 'tmp', unique);
      await writeFile(file, raw, { mode: 0o666 });
      await chmod(file, 0o666);
      // INTERNALDATE is the time of the file.
      await utimes(file, at, at);
      // Complete before the server sees it: it may be looking at the folder now.
      await rename(file, join(path, 'cur', `${unique}:2,`));
      return new Date(at * 1000);
    },
    messages: async (folder = 'INBOX') => {
      const parts = ['cur', 'new'].map((part) => join(folderOf(folder), part));
      const files = await Promise.all(
        parts.map(async (part) =>
          (await readdir(part).catch(() => [])).map((name) => join(part, name)),
        ),
      );
      return Promise.all(files.flat().map((file) => readFile(file, 'latin1')));
    },
    empty: async (folder = 'INBOX') => {
      const path = folderOf(folder);
      await Promise.all(inner(path).map((part) => rm(part, { recursive: true, force: true })));
      await makeFolder(path);
    },
    renumber: async ({ uidValidity, uidNext = 1 }) => {
      await makeFolder(maildir);
      for (const index of ['dovecot.index', 'dovecot.index.log', 'dovecot.index.cache']) {
        await rm(join(maildir, index), { force: true });
      }
      const file = join(maildir, 'dovecot-uidlist');
      const guid = randomBytes(16).toString('hex');
      await writeFile(file, `3 V${uidValidity} N${uidNext} G${guid}\n`);
      await chmod(file, 0o666);
    },
  };
};
