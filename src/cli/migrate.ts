import { DatabaseIsNewerError, migrate } from '../platform/migrations.ts';

/** `npm run migrate`: brings the database to the version of this code. */

async function main(): Promise<void> {
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl === undefined || ownerUrl === '') {
    throw new Error('DATABASE_OWNER_URL is not set: the address of the database as relais_owner.');
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
    // Whoever goes back a version finds it so: api and worker accept it, and so does the job before them.
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
