/**
 * The first thing `npm start` and `npm test` run, on whatever Node the machine has: checks the tools, installs
 * what is missing, then hands over to the given script under the Node the project pins.
 *
 *   node dev/bootstrap.mjs dev/start.ts [arguments]
 *
 * Plain JavaScript without dependencies, as what it imports, because it has to run before there are any.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments, USAGE } from './start-arguments.mjs';

const NODE_MAJOR_MIN = 20;
/** From this one on Node runs TypeScript by itself. */
const NODE_MAJOR_PINNED = 24;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 500;
const TOOL_TIMEOUT_MS = 15_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeMajor = Number(process.versions.node.split('.')[0]);

const [script, ...args] = process.argv.slice(2);

if (script === 'dev/start.ts') checkStartArguments();
checkTools();
if (!isInstalled()) await install();
run(pinnedNode(), [script, ...args]);

/** A slip of the fingers must not cost an install. */
function checkStartArguments() {
  try {
    if (!parseArguments(args).help) return;
  } catch (error) {
    fail(`${error.message}\n${USAGE}`);
  }
  console.log(USAGE);
  process.exit(0);
}

function checkTools() {
  if (nodeMajor < NODE_MAJOR_MIN) {
    fail(
      `Relais needs Node ${NODE_MAJOR_MIN} or newer, and this is ${process.versions.node}: https://nodejs.org`,
    );
  }
  if (!works('python3', ['--version'])) {
    fail('Relais needs python3, which was not found: install the package "python3".');
  }
}

function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: TOOL_TIMEOUT_MS }).status === 0;
}

/** The npm that started us, else the one on the PATH. */
function npmCommand(args) {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? [process.execPath, [script, ...args]] : ['npm', args];
}

/** What npm noted as installed is compared with the lock file by content: a checkout changes times, not needs. */
function isInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || found === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    if (found[path] === undefined) return entry.optional === true || entry.devOptional === true;
    return found[path].version === entry.version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined; // missing, or cut off by an interrupted install
  }
}

async function install() {
  if (!works(...npmCommand(['--version']))) {
    fail('Relais needs npm, which was not found: it comes with Node, or as the package "npm".');
  }
  console.log('Installing packages, a minute or two the first time …');
  // Not `npm ci`: newer ones refuse a lock file that lacks another platform's optional packages. This keeps to the
  // locked versions as well, and without --save it changes no file of the project.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const [command, args] = npmCommand(['install', '--no-save', ...quiet]);
  // In a group of its own: npm takes its time over a Ctrl-C, and what it leaves half done is installed anew.
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', detached: true });
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  for (const signal of STOP_SIGNALS) process.on(signal, interrupt);
  const [status] = await once(child, 'exit').catch(() => []); // npm that can't be run fails as one that does
  for (const signal of STOP_SIGNALS) process.off(signal, interrupt);
  if (isInterrupted) fail('Installation interrupted: start again.');
  if (status !== 0) fail('npm install failed (its message is above). Mend that and start again.');
}

function pinnedNode() {
  const node = join(root, 'node_modules/.bin/node');
  if (existsSync(node) && works(node, ['--version'])) return node;
  if (nodeMajor >= NODE_MAJOR_PINNED) return process.execPath;
  return fail(
    'The package "node" brought no program (does npm run with ignore-scripts?). ' +
      `Remove node_modules and start again, or use Node ${NODE_MAJOR_PINNED} or newer.`,
  );
}

/** Runs the script and becomes it, as far as signals and the exit code go. */
function run(node, args) {
  // The channel carries nothing: its closing tells the script that this process is gone, however it ended.
  const child = spawn(node, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of STOP_SIGNALS) process.on(signal, () => child.kill(signal));
  watchParent(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`${node} could not be run: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** npm killed with -9 can't pass that on; under npm, a new parent process means that it is gone. */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, PARENT_POLL_MS);
  timer.unref();
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
