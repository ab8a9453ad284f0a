import { createLog } from '../platform/log.ts';
import { DatabaseIsNewerError, migrate } from '../platform/migrations.ts';

/** `npm run migrate`: migrates the database to the version of this code. Logs JSON, as api and worker do. */

const log = createLog('info').child({ process: 'migrate' });

async function main(): Promise<void> {
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl === undefined || ownerUrl === '') {
    throw new Error(
      'DATABASE_OWNER_URL is not set. It is the database URL with the role relais_owner.',
    );
  }
  try {
    const applied = await migrate(ownerUrl, undefined, {
      SSL_CERT_FILE: process.env['SSL_CERT_FILE'],
      SSL_CERT_DIR: process.env['SSL_CERT_DIR'],
    });
    for (const file of applied) log.info({ file }, 'migration applied');
    log.info({ appliedCount: applied.length }, 'database is up to date');
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw new Error(`DATABASE_OWNER_URL: ${error.message}`, { cause: error });
    }
    // After a rollback of the code the database is newer. Api and worker accept this, so this job does too.
    if (!(error instanceof DatabaseIsNewerError && error.isComplete)) throw error;
    log.info('database is newer than this code: nothing to do');
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    log.fatal({ reason: error instanceof Error ? error.message : String(error) }, 'not migrated');
    process.exitCode = 1;
  }
}
