import type { z } from '@hono/zod-openapi';
import { aiTried } from '../../domain/ai/events.ts';
import { tryPrompt } from '../../domain/ai/prompts/try.ts';
import type { AiSettings } from '../../domain/ai/settings.ts';
import {
  AiSettingsOut,
  AiSettingsPatch,
  AiStatusOut,
  AiTryIn,
  AiTryOut,
} from '../../domain/ai/shapes.ts';
import { findAiSettings } from '../../queries/ai/settings.ts';
import { runPrompt } from '../../services/ai/run-prompt.ts';
import { changeAiSettings } from '../../services/ai/save.ts';
import { readAiStatus } from '../../services/ai/status.ts';
import { actorOf, type ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { createPace } from '../http/pace.ts';
import { aiAccuracyEndpoint } from './accuracy.ts';

/** Endpoints about the access to a language model. */

/** More than a person makes. Each calls a server that the company may have chosen. */
const TRIES_PER_MINUTE_MAX = 120;
const TRY_TIMEOUT_MS = 30_000;
/** With the transactions around the call. */
const ANSWER_TIMEOUT_MS = TRY_TIMEOUT_MS + 10_000;

export const aiEndpoints = (deps: ApiDeps): Endpoint[] => [
  status(deps),
  readSettings(deps),
  updateSettings(deps),
  tryModel(deps),
  aiAccuracyEndpoint(deps),
];

const status = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'ai.status',
      method: 'get',
      path: '/api/v1/ai/status',
      permission: 'ai:use',
      summary: 'Which language model my company has, and what is left of today’s budget',
      status: 200,
      answer: AiStatusOut,
    },
    async ({ read }) => {
      const found = await read((tx) => readAiStatus(deps, tx));
      return {
        body: {
          status: found.status,
          source: found.source,
          model: found.model,
          is_demo: found.isDemo,
          budget: {
            day: found.day,
            token_count: found.tokenCount,
            token_max: found.tokenMax,
          },
        },
      };
    },
  );

const readSettings = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'ai.read_settings',
      method: 'get',
      path: '/api/v1/ai/settings',
      permission: 'ai:read',
      summary: "Read my company's settings of language models, without the key",
      status: 200,
      answer: AiSettingsOut,
    },
    async ({ read }) => ({ body: settingsOut(deps, await read(findAiSettings)) }),
  );

const updateSettings = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'ai.update_settings',
      method: 'patch',
      path: '/api/v1/ai/settings',
      permission: 'ai:manage',
      summary: "Change my company's settings of language models",
      description:
        'What is absent stays. 409 if the settings were changed since `version`. Another `base_url` needs its `api_key`.',
      body: AiSettingsPatch,
      sample: {
        version: 1,
        connection: {
          base_url: 'https://api.openai.com/v1',
          model: 'gpt-4.1-mini',
          api_key: 'sk-a-key-of-the-company',
        },
        daily_token_max: 500_000,
        secrets_policy: 'mask',
        prices: { input: 0.4, output: 1.6, currency: 'EUR' },
      },
      status: 200,
      answer: AiSettingsOut,
    },
    async ({ body, write }) =>
      write(async (tx) => ({ body: settingsOut(deps, await changeAiSettings(deps, tx, body)) })),
  );

const tryModel = (deps: ApiDeps): Endpoint => {
  const pace = createPace(TRIES_PER_MINUTE_MAX, 'the model was tried often enough');
  return endpoint(
    deps,
    {
      id: 'ai.try',
      method: 'post',
      path: '/api/v1/ai/try',
      permission: 'ai:manage',
      summary: 'Ask the language model something, to see whether it answers',
      description:
        'One call, under the budget, by the policy for secrets. Takes up to 30 seconds. A failure is an answer with its `outcome`.',
      body: AiTryIn,
      sample: { message: 'Bonjour, êtes-vous là ?' },
      status: 200,
      timeoutMs: ANSWER_TIMEOUT_MS,
      answer: AiTryOut,
    },
    async ({ body, caller, c, read }) => {
      await pace(caller.companyId);
      await read((tx) => {
        tx.emit(aiTried, { subjectId: caller.companyId });
        return Promise.resolve();
      });
      const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
      const result = await runPrompt(deps, actor, {
        prompt: tryPrompt,
        input: body,
        timeoutMs: TRY_TIMEOUT_MS,
      });
      return {
        body: {
          outcome: result.outcome,
          error_code: result.outcome === 'succeeded' ? null : result.errorCode,
          run_id: result.runId,
          answer: result.outcome === 'succeeded' ? result.output.answer : null,
          masked_kinds: result.maskedKinds,
          is_demo: result.isDemo,
        },
      };
    },
  );
};

const settingsOut = (
  { config }: Pick<ApiDeps, 'config'>,
  { connection, dailyTokenMax, secretsPolicy, prices, version }: AiSettings,
): z.infer<typeof AiSettingsOut> => ({
  version,
  connection: connection && {
    base_url: connection.baseUrl,
    model: connection.model,
    has_api_key: true,
  },
  daily_token_max: dailyTokenMax,
  secrets_policy: secretsPolicy,
  prices,
  installation:
    config.AI_MODEL === undefined
      ? null
      : { model: config.AI_MODEL, daily_token_max: config.AI_DAILY_TOKEN_MAX },
});
