/**
 * Stands in for n8n: `node dev/fakes/n8n/main.ts`. It takes actions on POST /webhook/crm-action and answers their
 * callbacks as the flows of `n8n/` do, without sending anything to anyone. Loopback only.
 *
 *   PORT                        5678
 *   N8N_API_KEY                 required: what X-API-Key must hold
 *   N8N_SIGNING_SECRET          whsec_…; when set, webhook-signature is checked too
 *   ACTION_SOURCE               crm-abj; several with commas
 *   N8N_STAND_IN_DELAY_MS       300-2000: how long a route takes, at random between the two
 *   N8N_STAND_IN_RUNS           directory for the runs under way; without it, a kill drops them
 *   N8N_STAND_IN_EXECUTIONS     file that gets a line for each execution that begins
 *
 * POST /control {"mode": "error", "times": 3} makes it misbehave; GET /control lists the modes.
 */
import { z } from 'zod';
import type { StandInSettings } from './stand-in.ts';
import { startStandIn } from './stand-in.ts';

const DELAY_MAX_MS = 10 * 60_000;

const settingsSchema = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(5678),
    N8N_API_KEY: z.string().min(1),
    N8N_SIGNING_SECRET: z.string().startsWith('whsec_').optional(),
    ACTION_SOURCE: z.string().min(1).default('crm-abj'),
    N8N_STAND_IN_DELAY_MS: z
      .string()
      .regex(/^\d{1,6}-\d{1,6}$/, 'two numbers of milliseconds, "300-2000"')
      .default('300-2000'),
    N8N_STAND_IN_RUNS: z.string().optional(),
    N8N_STAND_IN_EXECUTIONS: z.string().optional(),
  })
  .transform((env): StandInSettings => {
    const [min = 0, max = 0] = env.N8N_STAND_IN_DELAY_MS.split('-').map(Number);
    return {
      port: env.PORT,
      apiKey: env.N8N_API_KEY,
      sources: env.ACTION_SOURCE.split(',').map((source) => source.trim()),
      delayMinMs: Math.min(min, max),
      delayMaxMs: Math.min(Math.max(min, max), DELAY_MAX_MS),
      ...(env.N8N_STAND_IN_RUNS === undefined ? {} : { keptRunsDirectory: env.N8N_STAND_IN_RUNS }),
      ...(env.N8N_STAND_IN_EXECUTIONS === undefined
        ? {}
        : { executionsFile: env.N8N_STAND_IN_EXECUTIONS }),
      ...(env.N8N_SIGNING_SECRET === undefined ? {} : { signingSecret: env.N8N_SIGNING_SECRET }),
    };
  });

const settings = settingsSchema.safeParse(withoutEmpty(process.env));
if (!settings.success) {
  console.error(`n8n stand-in, bad settings:\n${z.prettifyError(settings.error)}`);
  process.exit(1);
}
const standIn = await startStandIn(settings.data);
console.log(`n8n stand-in ready on ${standIn.webhookUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void standIn.stop().then(() => process.exit(0)));
}

/** `N8N_SIGNING_SECRET=` in an environment file means that there is none. */
function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value !== '') entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}
