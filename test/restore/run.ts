/** `npm run test:restore`: a dump, a crash and a restore of the whole system, with the tools of PostgreSQL. */
import { join } from 'node:path';
import { runVitest } from '../support/run-vitest.ts';
import { toolsDirectory } from '../support/postgres-tools.ts';

if (toolsDirectory === undefined) {
  throw new Error(
    'npm run test:restore needs a PostgreSQL from version 15 with its tools: install postgresql, or name their directory in POSTGRES_BIN.',
  );
}
process.argv.push('test/restore');
runVitest(join(import.meta.dirname, '../../vitest.config.ts'));
