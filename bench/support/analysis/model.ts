/** The demo model, as slow as a real one: `PORT`, `API_KEY`, `DELAY_MS`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startFakeOpenai } from '../../../dev/fakes/openai/server.ts';

const { PORT, API_KEY, DELAY_MS } = z
  .object({ PORT: z.coerce.number(), API_KEY: z.string(), DELAY_MS: z.coerce.number() })
  .parse(process.env);
const model = await startFakeOpenai({ port: PORT, apiKey: API_KEY });
model.always(async () => {
  await sleep(DELAY_MS);
  return undefined;
});
console.log(`model ready on ${model.baseUrl}`);
