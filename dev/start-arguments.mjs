/**
 * What `npm start` can be told. Plain JavaScript, because the bootstrap reads it before anything is installed: a
 * mistyped argument must not cost an install.
 */
import { parseArgs } from 'node:util';

export const USAGE = `npm start -- [options]
  --port <number>     port of the console and the api (default: PORT, else 8000)
  --reset             forget everything in .relais/ except installed programs, then start afresh
  --with-n8n          run the real n8n instead of the stand-in (the first time installs it: minutes, 1.8 GB)
  --no-console        leave the console as it was built last
  --state <directory> keep the state elsewhere than in .relais/
  --help              show this`;

/**
 * Throws for anything not listed in the usage.
 * @param {string[]} args
 */
export function parseArguments(args) {
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
  }).values;
}
