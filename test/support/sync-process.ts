/**
 * One call of the sync activity in a process of its own, so that a test can kill it or measure its memory. In:
 * configuration by environment; `companyId`, `mailboxId` and `holder` as arguments. Out: one line of JSON.
 */
import { createMailboxActivities } from '../../src/activities/mailboxes/activities.ts';
import { loadConfig } from '../../src/config.ts';
import { systemClock } from '../../src/deps.ts';
import { connect } from '../../src/platform/database.ts';
import { openFiles } from '../../src/platform/files/open.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { createLog } from '../../src/platform/log.ts';
import { parseMail } from '../../src/platform/mime/parse.ts';
import { standIn } from './mailboxes.ts';

const config = loadConfig(process.env);
const log = createLog('warn', process.stderr);
const database = connect(config.DATABASE_URL, 4, log);
const http = createHttpClient({ allowLoopback: true });
const files = openFiles(config);
const [companyId, mailboxId, holder = ''] = process.argv.slice(2);

const { syncMailbox } = createMailboxActivities({
  config,
  database,
  http,
  files,
  encryptionKeys: config.ENCRYPTION_KEYS,
  clock: systemClock,
  log,
  announce: () => undefined,
  steps: { parse: parseMail, ingest: standIn().steps.ingest },
});
const result = await syncMailbox({
  companyId: Number(companyId),
  mailboxId: Number(mailboxId),
  holder,
});
const maxRssBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ ...result, maxRssBytes })}\n`);
await database.end({ timeout: 5 });
await http.close();
process.exit(0); // the parser's thread waits for mails
