/**
 * The demo model behind the protocol of OpenAI: `node dev/fakes/openai/main.ts`. Loopback only.
 *
 *   PORT      4200
 *   API_KEY   what clients send; any if absent
 */
import { z } from 'zod';
import { startFakeOpenai } from './server.ts';

const settings = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(4200),
    API_KEY: z.string().min(1).optional(),
  })
  .safeParse(process.env);
if (!settings.success) {
  console.error(`demo model, bad settings:\n${z.prettifyError(settings.error)}`);
  process.exit(1);
}
const { PORT: port, API_KEY: apiKey } = settings.data;
const model = await startFakeOpenai({
  port,
  ...(apiKey === undefined ? {} : { apiKey }),
  log: (line) => console.log(line),
});
console.log(`demo model ready on ${model.baseUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void model.stop().then(() => process.exit(0)));
}
