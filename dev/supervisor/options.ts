import { join, resolve } from 'node:path';
import { CONSOLE_PORT, PORT_HIGHEST } from './ports.ts';
import { parseArguments, USAGE } from '../start-arguments.mjs';
import { messageOf, StartError } from './start-error.ts';

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
  const values = parse(args);
  return {
    port: parsePort(values.port ?? (environment['PORT'] || String(CONSOLE_PORT))),
    isReset: values.reset,
    withN8n: values['with-n8n'],
    withConsole: !values['no-console'],
    stateDirectory: resolve(values.state ?? join(import.meta.dirname, '../../.relais')),
    isHelp: values.help,
  };
}

function parse(args: string[]) {
  try {
    return parseArguments(args);
  } catch (error) {
    throw new StartError(`${messageOf(error)}\n${USAGE}`);
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= PORT_HIGHEST) return port;
  throw new StartError(`The port must be a number from 1 to ${PORT_HIGHEST}, not "${text}".`);
}
