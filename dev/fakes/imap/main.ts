/**
 * Mail servers of the demo: `node dev/fakes/imap/main.ts`. Loopback only, without TLS. A mail of a customer arrives
 * every two minutes, 30 times at most.
 *
 *   MAIL_PASSWORD    of both mailboxes
 *   COMPANY_EMAIL, CUSTOMER_EMAIL
 *   COMPANY_PORT, CUSTOMER_PORT   IMAP
 *   SMTP_PORT        takes mail after login, and delivers it between the two
 *   MAIL_DIRECTORY   where mail outlives a restart
 */
import { z } from 'zod';
import { demoMails, incomingMail, urgentMail } from './demo-mails.ts';
import { startMailServers } from './server.ts';

const FIRST_MAIL_MS = 30_000;
const MAIL_EVERY_MS = 120_000;
const MAIL_COUNT_MAX = 30;

const port = z.coerce.number().int().min(0).max(65_535);
const settings = z
  .object({
    MAIL_PASSWORD: z.string().min(1),
    COMPANY_EMAIL: z.email(),
    CUSTOMER_EMAIL: z.email(),
    COMPANY_PORT: port.default(1143),
    CUSTOMER_PORT: port.default(1144),
    SMTP_PORT: port.default(1587),
    MAIL_DIRECTORY: z.string().min(1).optional(),
  })
  .safeParse(process.env);
if (!settings.success) {
  console.error(`mail servers, bad settings:\n${z.prettifyError(settings.error)}`);
  process.exit(1);
}
const { data } = settings;
const startedAtMs = Date.now();
let isFirstStart = false;
const servers = await startMailServers({
  company: {
    email: data.COMPANY_EMAIL,
    port: data.COMPANY_PORT,
    initial: () => {
      isFirstStart = true;
      return demoMails(startedAtMs);
    },
  },
  customer: { email: data.CUSTOMER_EMAIL, port: data.CUSTOMER_PORT },
  password: data.MAIL_PASSWORD,
  smtpPort: data.SMTP_PORT,
  ...(data.MAIL_DIRECTORY === undefined ? {} : { directory: data.MAIL_DIRECTORY }),
});
console.log(
  `mailboxes ready: IMAP on ${servers.company.port} and ${servers.customer.port}, SMTP on ${servers.smtpPort}`,
);

let count = 0;
const sendNext = (): void => {
  const isUrgent = isFirstStart && count === 0;
  (isUrgent ? urgentMail(Date.now()) : incomingMail(count, startedAtMs, Date.now()))
    .then((mail) => servers.company.deliver(mail))
    .catch((error: unknown) => console.error(error));
  count += 1;
  if (count < MAIL_COUNT_MAX) timer = setTimeout(sendNext, MAIL_EVERY_MS);
};
let timer = setTimeout(sendNext, FIRST_MAIL_MS);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearTimeout(timer);
    void servers.stop().then(() => process.exit(0));
  });
}
