import { z } from '@hono/zod-openapi';
import { baseUrl } from '../shared/base-url.ts';
import { PageQuery } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { Integer, Uuid } from '../shared/values.ts';
import { SECRET_KINDS } from './masking.ts';
import { AI_ERROR_CODES, AI_FAILURES, AI_OUTCOMES, AI_PURPOSES } from './outcomes.ts';
import { TRY_TEXT_LENGTH_MAX } from './prompts/try.ts';
import { SECRETS_POLICIES } from './settings.ts';

/** Access to a language model: its state, its settings, and the runs. */

const PRICE_MAX = 1_000_000;

const BaseUrl = baseUrl({ secretField: 'api_key' }).openapi({
  description:
    'Of a server that speaks the protocol of OpenAI, with `/v1`. https, and on the public internet.',
  example: 'https://api.openai.com/v1',
});

/** What a header can carry. */
const ApiKey = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .regex(/^[\x21-\x7e]+$/, 'header_value');

const Model = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), because('invalid', {}));

const ConnectionIn = z
  .strictObject({
    base_url: BaseUrl,
    model: Model,
    api_key: ApiKey.optional().openapi({
      description:
        'Stored encrypted, and never shown again. Absent: it stays. Needed when `base_url` changes.',
    }),
  })
  .openapi('AiConnectionIn');

const Price = z.number().min(0).max(PRICE_MAX).openapi({ description: 'Per million tokens.' });

const Prices = z
  .strictObject({
    input: Price,
    output: Price,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .openapi({ description: 'ISO 4217.', example: 'EUR' }),
  })
  .openapi('AiPrices');

export const AiSettingsPatch = z
  .strictObject({
    version: Integer.min(0).openapi({ description: 'The version the change is based on.' }),
    connection: z.union([ConnectionIn, z.null()]).optional().openapi({
      description: 'A model of its own. Null: that of the installation.',
    }),
    daily_token_max: Integer.min(0)
      .optional()
      .openapi({ description: 'Tokens in a day (UTC). 0: no call is made.' }),
    secrets_policy: z.enum(SECRETS_POLICIES).optional().openapi({
      description:
        'What happens to passwords, keys, and numbers of cards and accounts in what is sent: nothing, they are replaced, or the call is not made.',
    }),
    prices: z.union([Prices, z.null()]).optional().openapi({
      description: 'The cost of a run is computed by them. Null: it is unknown.',
    }),
  })
  .openapi('AiSettingsPatch');
export type AiSettingsPatch = z.infer<typeof AiSettingsPatch>;

export const AiSettingsOut = z
  .object({
    version: z.int().openapi({ description: 'Grows with each change; 0: all as by default.' }),
    connection: z
      .object({ base_url: z.string(), model: z.string(), has_api_key: z.literal(true) })
      .nullable(),
    daily_token_max: z.int(),
    secrets_policy: z.enum(SECRETS_POLICIES),
    prices: z.union([Prices, z.null()]),
    installation: z
      .object({ model: z.string(), daily_token_max: z.int() })
      .nullable()
      .openapi({ description: 'The model that the operator provides. Null: none.' }),
  })
  .openapi('AiSettings');

const Demo = z.boolean().openapi({
  description:
    'By the demo model of `npm start`: it is no language model, and quotes what it is given.',
});

export const AiStatusOut = z
  .object({
    status: z.enum(['ready', 'ai_not_configured']),
    source: z.enum(['company', 'installation']).nullable(),
    model: z.string().nullable(),
    is_demo: Demo,
    budget: z
      .object({
        day: z.iso.date().openapi({ description: 'In UTC.' }),
        token_count: z.int().openapi({ description: 'Used, or reserved for calls under way.' }),
        token_max: z.int(),
      })
      .openapi({ description: 'Of today.' }),
  })
  .openapi('AiStatus');

export const AiTryIn = z
  .strictObject({ message: z.string().trim().min(1).max(TRY_TEXT_LENGTH_MAX) })
  .openapi('AiTryIn');

const ErrorCode = z.enum(AI_ERROR_CODES).nullable();

export const AiTryOut = z
  .object({
    outcome: z.enum(['succeeded', 'ai_not_configured', ...AI_FAILURES]),
    error_code: ErrorCode,
    run_id: z.string().nullable().openapi({ description: 'Null: no call was tried.' }),
    answer: z.string().nullable(),
    masked_kinds: z.array(z.enum(SECRET_KINDS)).openapi({
      description: 'What was replaced in the message, or kept the call from being made.',
    }),
    is_demo: Demo,
  })
  .openapi('AiTry');

export const AiRunParams = z.object({ id: Uuid });

export const AiRunQuery = PageQuery.extend({
  outcome: z.enum(AI_OUTCOMES).optional(),
  purpose: z.enum(AI_PURPOSES).optional(),
});

const run = {
  id: z.string(),
  purpose: z.enum(AI_PURPOSES),
  prompt_version: z.int(),
  model: z.string(),
  is_demo: Demo,
  subject: z
    .object({ kind: z.string(), id: z.string() })
    .nullable()
    .openapi({ description: 'The record that the call is about.' }),
  outcome: z.enum(AI_OUTCOMES),
  error_code: ErrorCode,
  reserved_token_count: z.int(),
  input_token_count: z.int().nullable(),
  output_token_count: z.int().nullable(),
  cost: z.object({ amount: z.number(), currency: z.string() }).nullable(),
  latency_ms: z.int().nullable(),
  requested_by: z.object({ id: z.number(), name: z.string() }).nullable(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
};

export const AiRunSummaryOut = z.object(run).openapi('AiRunSummary');

export const AiRunOut = z
  .object({
    ...run,
    input_refs: z
      .array(z.object({ kind: z.string(), id: z.string() }))
      .openapi({ description: 'The records whose text was sent.' }),
    output: z.record(z.string(), z.unknown()).nullable().openapi({
      description: 'What the model answered. `raw`: an answer that could not be used.',
    }),
  })
  .openapi('AiRun');
