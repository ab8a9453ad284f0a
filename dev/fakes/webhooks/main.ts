/**
 * Receives webhooks: `node dev/fakes/webhooks/main.ts`. Loopback only.
 *
 *   PORT   4100: POST anywhere is answered 200, below /fails 503; GET /received lists the last 100
 */
import { z } from 'zod';
import { startReceiver } from './receiver.ts';

const settings = z
  .object({ PORT: z.coerce.number().int().min(0).max(65_535).default(4100) })
  .safeParse(process.env);
if (!settings.success) {
  console.error(`webhook receiver, bad settings:\n${z.prettifyError(settings.error)}`);
  process.exit(1);
}
const receiver = await startReceiver({
  port: settings.data.PORT,
  log: (line) => console.log(line),
});
console.log(`webhook receiver ready on ${receiver.url}, received at ${receiver.url}/received`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void receiver.stop().then(() => process.exit(0)));
}
