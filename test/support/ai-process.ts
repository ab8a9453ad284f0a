/**
 * A process that asks a model once: `node test/support/ai-process.ts <company>`, with the configuration in its
 * environment.
 */
import { callModel } from '../../src/activities/ai/call-model.ts';
import { loadConfig } from '../../src/config.ts';
import { systemClock } from '../../src/deps.ts';
import { tryPrompt } from '../../src/domain/ai/prompts/try.ts';
import { createModelClient } from '../../src/platform/ai/client.ts';
import { connect } from '../../src/platform/database.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { createMetrics } from '../../src/platform/metrics.ts';

const [, , company = ''] = process.argv;
const config = loadConfig(process.env);
await callModel(
  {
    config,
    database: connect(config.DATABASE_URL, 2),
    encryptionKeys: config.ENCRYPTION_KEYS,
    models: createModelClient({ http: createHttpClient({ allowLoopback: false }) }),
    clock: systemClock,
    metrics: createMetrics(),
    announce: () => undefined,
  },
  { companyId: Number(company), prompt: tryPrompt, input: { message: 'Bonjour' } },
);
process.exit(0);
