import type { Config } from './config.ts';
import type { Database } from './platform/database.ts';
import type { EncryptionKey } from './domain/shared/secrets.ts';
import type { Files } from './platform/files/contract.ts';
import type { HttpClient } from './platform/http-client.ts';
import type { Mail } from './platform/mail/contract.ts';
import type { Log } from './platform/log.ts';
import type { ModelClient } from './platform/ai/contract.ts';
import type { Scanner } from './platform/scanner/contract.ts';

/** Dependencies with I/O. Each entrypoint builds them once and closes them in reverse order. */
export interface Deps {
  config: Config;
  database: Database;
  http: HttpClient;
  files: Files;
  /** Undefined where no mail server is set. */
  mail: Mail | undefined;
  models: ModelClient;
  /** Of a worker. Absent where no virus scanner is set. */
  scanner?: Scanner | undefined;
  encryptionKeys: readonly EncryptionKey[];
  clock: Clock;
  log: Log;
}

export interface Clock {
  now: () => Date;
}

export const systemClock: Clock = { now: () => new Date() };
