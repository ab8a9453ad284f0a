/**
 * Fake virus scanner, finds the EICAR test file only: `node dev/fakes/clamd/main.ts`. Loopback only.
 *
 *   PORT   3310
 */
import { z } from 'zod';
import { startFakeClamd } from './server.ts';

const settings = z
  .object({ PORT: z.coerce.number().int().min(0).max(65_535).default(3310) })
  .safeParse(process.env);
if (!settings.success) {
  console.error(`virus scanner stand-in, bad settings:\n${z.prettifyError(settings.error)}`);
  process.exit(1);
}
const clamd = await startFakeClamd({ port: settings.data.PORT });
console.log(`virus scanner stand-in ready on ${clamd.host}:${clamd.port}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void clamd.stop().then(() => process.exit(0)));
}
