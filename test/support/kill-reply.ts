/**
 * A process that makes one attempt to send a reply, and dies by SIGKILL at one point of it:
 * `node test/support/kill-reply.ts <point> <company> <message uuid>`, with the configuration in its environment.
 */
import { createReplyActivities } from '../../src/activities/replies/activities.ts';
import { loadConfig } from '../../src/config.ts';
import { systemClock } from '../../src/deps.ts';
import { connect } from '../../src/platform/database.ts';
import { openFiles } from '../../src/platform/files/open.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { createLog } from '../../src/platform/log.ts';
import { createMailboxSmtp, type MailboxSmtp } from '../../src/platform/mailbox-smtp/send.ts';
import { createMetrics } from '../../src/platform/metrics.ts';

const [, , point = '', company = '', messageUuid = ''] = process.argv;

/** Ends this process at once, as a crash would. */
const dieAt = async (here: string): Promise<void> => {
  if (here !== point) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
};

const real = createMailboxSmtp({ allowLoopback: true });
const mailboxSmtp: MailboxSmtp = {
  send: async (account, letter) => {
    await dieAt('before_connect');
    const verdict = await real.send(account, {
      ...letter,
      beforeEnd: async () => {
        await dieAt('before_hand_over');
        const isOurs = await letter.beforeEnd();
        await dieAt('after_hand_over');
        return isOurs;
      },
    });
    await dieAt('after_answer');
    return verdict;
  },
};

const config = loadConfig(process.env);
const database = connect(config.DATABASE_URL, 2);
const activities = createReplyActivities(
  {
    config,
    database,
    http: createHttpClient({ allowLoopback: true }),
    encryptionKeys: config.ENCRYPTION_KEYS,
    files: openFiles(config),
    clock: systemClock,
    log: createLog('error'),
    metrics: createMetrics(),
    announce: () => undefined,
  },
  () => ({
    mailboxSmtp,
    sentFolder: {
      find: () => Promise.resolve('not_found'),
      store: () => Promise.resolve('stored'),
    },
  }),
);
await activities.attemptReply({ companyId: Number(company), messageUuid });
await dieAt('after_commit');
process.exit(0);
