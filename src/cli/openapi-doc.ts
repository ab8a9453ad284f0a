import { readFile, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { createApp } from '../api/app.ts';
import { OPENAPI_CONFIG } from '../api/http/documentation.ts';
import { loadConfig } from '../config.ts';
import { connect } from '../platform/database.ts';
import { systemClock } from '../deps.ts';
import { openFiles } from '../platform/files/open.ts';
import { createLog } from '../platform/log.ts';
import { createHttpClient } from '../platform/http-client.ts';
import { createModelClient } from '../platform/ai/client.ts';
import { createMetrics } from '../platform/metrics.ts';
import { createStreamHub } from '../background/stream-hub.ts';

/** `npm run openapi`: writes docs/openapi.json from the endpoints. Opens no connection. */

const ROOT = new URL('../..', import.meta.url);

export const openapiText = async (): Promise<string> => {
  const config = loadConfig(parseEnv(await readFile(new URL('.env.example', ROOT), 'utf8')));
  const log = createLog('fatal');
  const metrics = createMetrics();
  const database = connect(config.DATABASE_URL, 1);
  const http = createHttpClient({ allowLoopback: false });
  const app = createApp(
    {
      config,
      database,
      http,
      models: createModelClient({ http }),
      encryptionKeys: config.ENCRYPTION_KEYS,
      files: openFiles(config),
      clock: systemClock,
      log,
      metrics,
      announce: () => undefined,
      isTemporalReachable: () => null,
    },
    createStreamHub({ database, log, metrics }),
  );
  return `${JSON.stringify(app.getOpenAPI31Document(OPENAPI_CONFIG), null, 2)}\n`;
};

if (import.meta.main) {
  await writeFile(new URL('docs/openapi.json', ROOT), await openapiText());
}
