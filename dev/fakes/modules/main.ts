/**
 * The modules of the demo: `node dev/fakes/modules/main.ts`. Loopback only.
 *
 *   PORT            4300
 *   MODULE_SECRET   `whsec_…`: what requests are signed with
 */
import { z } from 'zod';
import { startFakeModules } from './server.ts';

const settings = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(4300),
    MODULE_SECRET: z.string().min(1),
  })
  .safeParse(process.env);
if (!settings.success) {
  console.error(`demo modules, bad settings:\n${z.prettifyError(settings.error)}`);
  process.exit(1);
}
const modules = await startFakeModules({
  port: settings.data.PORT,
  secret: settings.data.MODULE_SECRET,
  log: (line) => console.log(line),
});
console.log(`demo modules ready on ${modules.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void modules.stop().then(() => process.exit(0)));
}
