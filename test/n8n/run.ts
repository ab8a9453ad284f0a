/** `npm run test:n8n`: the tests of this directory, with the arguments given. Installs n8n the first time. */
import { join } from 'node:path';
import { runVitest } from '../support/run-vitest.ts';

runVitest(join(import.meta.dirname, 'vitest.config.ts'));
