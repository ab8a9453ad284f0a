import { DatabaseIsNewerError, migrate } from '../platform/migrations.ts';

/** `npm run migrate`: migrates the database to the version of this code. */

async function main(): Promise<void> {
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl === undefined || ownerUrl === '') {
    throw new Error(
      'DATABASE_OWNER_URL is not set. It is the database URL with the role relais_owner.',
    );
  }
  try {
    const applied = await migrate(ownerUrl);
    console.log(
      applied.length === 0
        ? 'The database is up to date.'
        : applied.map((file) => `Applied ${file}`).join('\n'),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw new Error(`DATABASE_OWNER_URL: ${error.message}`, { cause: error });
    }
    // After a rollback of the code the database is newer. Api and worker accept this, so this job does too.
    if (!(error instanceof DatabaseIsNewerError && error.isComplete)) throw error;
    console.log('The database is newer than this code: nothing to do.');
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
