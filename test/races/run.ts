/** `npm run test:races`: decisions about drafts at once, a thousand rounds of each kind. */
import { join } from 'node:path';
import { runVitest } from '../support/run-vitest.ts';

runVitest(join(import.meta.dirname, 'vitest.config.ts'));
