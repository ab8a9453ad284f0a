/**
 * Fake mail server, delivers nothing: `node dev/fakes/smtp/main.ts`. Loopback only.
 *
 *   PORT             2525: SMTP
 *   HTTP_PORT        8025: GET /mails lists what came, newest first
 *   MAIL_DIRECTORY   where the last 200 mails outlive a restart; none: they do not
 */
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { startFakeSmtp } from './server.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const settings = z
  .object({
    PORT: port.default(2525),
    HTTP_PORT: port.default(8025),
    MAIL_DIRECTORY: z.string().min(1).optional(),
  })
  .safeParse(process.env);
if (!settings.success) {
  console.error(`mail stand-in, bad settings:\n${z.prettifyError(settings.error)}`);
  process.exit(1);
}
const { PORT, HTTP_PORT, MAIL_DIRECTORY } = settings.data;
if (MAIL_DIRECTORY !== undefined) mkdirSync(MAIL_DIRECTORY, { recursive: true, mode: 0o700 });
const smtp = await startFakeSmtp({
  port: PORT,
  httpPort: HTTP_PORT,
  ...(MAIL_DIRECTORY === undefined ? {} : { directory: MAIL_DIRECTORY }),
});
console.log(`mail stand-in ready on ${smtp.url}, mails at ${smtp.httpUrl}/mails`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void smtp.stop().then(() => process.exit(0)));
}
