import { z } from '@hono/zod-openapi';
import { LOCALES } from '../companies/shapes.ts';
import { baseUrl } from '../shared/base-url.ts';
import { Integer } from '../shared/values.ts';
import { WebhookSecret } from '../webhooks/secret.ts';
import { QUESTION_LENGTH_MAX } from './contract.ts';
import { MODULE_FAILURES, MODULE_KINDS } from './kinds.ts';

/** The modules of a company, and what they answer. */

export const CaseModuleParams = z.object({ kind: z.enum(MODULE_KINDS) });

export const CaseModuleIn = z
  .strictObject({
    version: Integer.min(0).openapi({
      description: 'The version the change is based on. 0: there is no such module yet.',
    }),
    base_url: baseUrl({ secretField: 'secret' }).openapi({
      description: 'Relais adds the path of the contract. https, and on the public internet.',
      example: 'https://modules.example.com/legal',
    }),
    secret: WebhookSecret.optional().openapi({
      description:
        'What requests are signed with: `whsec_` and the base64 of 24 to 64 random bytes. Stored encrypted, and never shown again. Absent: it stays. Needed for a new module.',
    }),
    is_enabled: z.boolean(),
  })
  .openapi('CaseModuleIn');
export type CaseModuleIn = z.infer<typeof CaseModuleIn>;

const Failure = z.enum(MODULE_FAILURES);

export const CaseModuleOut = z
  .object({
    kind: z.enum(MODULE_KINDS),
    is_configured: z.boolean(),
    is_enabled: z.boolean().openapi({ description: 'False: nothing is sent to it.' }),
    base_url: z.string().nullable(),
    has_secret: z.boolean(),
    circuit: z.enum(['closed', 'open']).openapi({
      description:
        'Open: it failed several times in a row. Until `retry_at` nothing is sent; then one call is tried.',
    }),
    failure_count: z.int().openapi({ description: 'Failures in a row.' }),
    retry_at: z.iso.datetime().nullable(),
    last_ok_at: z.iso.datetime().nullable(),
    last_error: z.object({ code: Failure, at: z.iso.datetime() }).nullable(),
    version: z.int().openapi({ description: 'Grows with each change; 0: not configured.' }),
    updated_at: z.iso.datetime().nullable(),
  })
  .openapi('CaseModule');

export const CaseModulesOut = z.object({ data: z.array(CaseModuleOut) }).openapi('CaseModules');

export const CaseModuleTestIn = z
  .strictObject({
    question: z.string().trim().min(1).max(QUESTION_LENGTH_MAX).optional().openapi({
      description: 'For all but billing. Absent: an example.',
    }),
    language: z.enum(LOCALES).default('fr'),
  })
  .openapi('CaseModuleTestIn');

const PassageOut = z
  .object({
    id: z.string(),
    title: z.string(),
    text: z.string(),
    url: z.string().nullable(),
    citation: z.string().nullable(),
  })
  .openapi('ModulePassage');

const LineOut = z
  .object({ label: z.string(), value: z.string() })
  .openapi('BillingLine', { description: 'Texts of the module, to be shown as they are.' });

export const CaseModuleTestOut = z
  .object({
    outcome: z.enum(['answered', 'unavailable']),
    error_code: Failure.nullable(),
    status: z.int().nullable().openapi({ description: 'Of HTTP. Null: no answer.' }),
    duration_ms: z.int().nullable(),
    invalid_fields: z
      .array(z.string())
      .openapi({ description: 'With `answer_invalid`: what is not as the contract says.' }),
    is_cut: z.boolean().openapi({ description: 'Parts were longer than the contract allows.' }),
    answer: z.string().nullable(),
    passages: z.array(PassageOut),
    lines: z.array(LineOut),
    as_of: z.iso.datetime().nullable(),
  })
  .openapi('CaseModuleTest');

export const BillingOut = z
  .object({
    is_enabled: z.boolean().openapi({ description: 'False: there is no billing module.' }),
    lines: z.array(LineOut),
    as_of: z.iso.datetime().nullable().openapi({ description: 'As the module says.' }),
    is_cut: z.boolean().openapi({ description: 'Parts were longer than the contract allows.' }),
  })
  .openapi('BillingSummary');
