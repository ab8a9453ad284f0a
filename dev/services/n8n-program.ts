/** n8n as a program: installed, and run to its end. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { collectTail } from '../supervisor/child-process.ts';

/** What `npm start -- --with-n8n` installs. `npm run test:n8n` also runs on 2.x. */
export const N8N_VERSION = '1.123.81';
const INSTALL_TIMEOUT_MS = 30 * 60_000;

export interface N8nLaunch {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

interface InstallOptions {
  directory: string;
  /** `N8N_VERSION`, unless told otherwise. */
  version?: string | undefined;
  onStep?: (step: string) => void;
}

/** Idempotent: a finished install of the wanted version is left alone, anything else is installed over. */
export async function installN8n({
  directory,
  version = N8N_VERSION,
  onStep,
}: InstallOptions): Promise<void> {
  if ((await installedVersion(directory)) === version) return;
  onStep?.(`Installing n8n ${version} below ${directory} (minutes, 1.8 GB)`);
  const manifest = {
    name: 'relais-n8n',
    private: true,
    dependencies: { n8n: version },
    // n8n asks for this one from a host of its own, which not every network can reach.
    overrides: { xlsx: '0.18.5' },
  };
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  // Install scripts would build sqlite, which isn't used here, from source.
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runToEnd({ ...npmCommand(args), cwd: directory, env: inheritedEnv() }, INSTALL_TIMEOUT_MS);
  await writeFile(join(directory, 'installed-version'), version);
}

async function installedVersion(directory: string): Promise<string | undefined> {
  return readFile(join(directory, 'installed-version'), 'utf8').catch(() => undefined);
}

/** The npm that started us, else the one on the PATH. */
function npmCommand(args: string[]): { command: string; args: string[] } {
  const script = process.env['npm_execpath'];
  return script?.endsWith('npm-cli.js')
    ? { command: process.execPath, args: [script, ...args] }
    : { command: 'npm', args };
}

export function inheritedEnv(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  // n8n's own programs and npm's scripts find this Node first.
  env['PATH'] = [dirname(process.execPath), env['PATH']].filter(Boolean).join(delimiter);
  return env;
}

/** Out: the last lines it printed. */
export async function runToEnd(launch: N8nLaunch, timeoutMs: number): Promise<string> {
  const { command, args, cwd, env } = launch;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = collectTail(child);
  const kill = () => child.kill('SIGKILL');
  const timer = setTimeout(kill, timeoutMs);
  process.once('exit', kill); // a start that is cut short leaves nothing behind
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  process.off('exit', kill);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${log()}`);
  return log();
}
