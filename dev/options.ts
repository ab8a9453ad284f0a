import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf, StartError } from './start-error.ts';

export const USAGE = `npm start -- [options]
  --port <number>     port of the console and the api (default: PORT, else 8000)
  --reset             forget everything in .relais/ except installed programs, then start afresh
  --with-n8n          run the real n8n instead of the stand-in (the first time installs it: minutes, 1.8 GB)
  --no-console        leave the console as it was built last
  --state <directory> keep the state elsewhere than in .relais/
  --help              show this`;

const PORT_DEFAULT = 8000;
const PORT_MAX = 65_535;

export interface StartOptions {
  port: number;
  isReset: boolean;
  withN8n: boolean;
  withConsole: boolean;
  stateDirectory: string;
  isHelp: boolean;
}

/** Errors: `StartError` for anything not listed in the usage. */
export function parseOptions(
  args: string[],
  environment: Record<string, string | undefined>,
): StartOptions {
  const { values } = parse(args);
  return {
    port: parsePort(values.port ?? (environment['PORT'] || String(PORT_DEFAULT))),
    isReset: values.reset,
    withN8n: values['with-n8n'],
    withConsole: !values['no-console'],
    stateDirectory: resolve(values.state ?? join(import.meta.dirname, '../.relais')),
    isHelp: values.help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        reset: { type: 'boolean', default: false },
        'with-n8n': { type: 'boolean', default: false },
        'no-console': { type: 'boolean', default: false },
        state: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new StartError(`${messageOf(error)}\n${USAGE}`);
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= PORT_MAX) return port;
  throw new StartError(`The port must be a number from 1 to ${PORT_MAX}, not "${text}".`);
}
