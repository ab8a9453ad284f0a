import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Integer } from '../shared/values.ts';
import { DISABLED_REASONS } from './delivery/events.ts';
import { WebhookEventType } from './event-types.ts';
import { WebhookHeaders, WebhookHeadersPatch } from './headers.ts';
import { WebhookSecret } from './secret.ts';
import { WebhookUrl } from './url.ts';

/** Webhooks, with the names of seed 003: `call_center_id` is spelt as there. */

/** Each event is compared with every webhook of its company. */
export const WEBHOOK_COUNT_MAX = 200;
const EVENT_COUNT_MAX = 100;
const DESCRIPTION_LENGTH_MAX = 2000;
const ATTEMPT_COUNT_MIN = 3;
const ATTEMPT_COUNT_MAX = 10;
const ATTEMPT_COUNT_DEFAULT = 8;
const RATE_LIMIT_PER_SECOND_MAX = 1000;

const distinct = (types: string[]): string[] => [...new Set(types)];

const Name = z.string().trim().min(1).max(200);
const Description = z.string().trim().min(1).max(DESCRIPTION_LENGTH_MAX).nullable();
const Events = z
  .array(WebhookEventType)
  .min(1)
  .max(EVENT_COUNT_MAX)
  .overwrite(distinct)
  .openapi({ description: 'The types it receives: `GET /api/webhook-events` lists all.' });
const RecordNumber = z.int().positive();
const Binding = RecordNumber.nullable();
const RateLimit = Integer.min(1).max(RATE_LIMIT_PER_SECOND_MAX).nullable();
const AttemptCountMax = Integer.min(ATTEMPT_COUNT_MIN).max(ATTEMPT_COUNT_MAX);

const FORM = 'Only events of this form. Null: of any, and those without a form.';
const CENTRE = 'Only events of this call centre. Null: of any, and those without one.';
const USER = 'Its owner, who is told when it fails. Someone who may change webhooks.';

/** What create and replace have in common. */
const fields = {
  name: Name,
  description: Description.default(null),
  url: WebhookUrl,
  events: Events,
  is_active: z.boolean().default(true),
  form_id: Binding.default(null).openapi({ description: FORM }),
  call_center_id: Binding.default(null).openapi({ description: CENTRE }),
  user_id: RecordNumber.optional().openapi({ description: `${USER} Default: the caller.` }),
  rate_limit_per_second: RateLimit.default(null).openapi({
    description: 'At most so many requests a second. Null: no limit of its own.',
  }),
  attempt_count_max: AttemptCountMax.default(ATTEMPT_COUNT_DEFAULT).openapi({
    description: 'After so many attempts a delivery fails.',
  }),
};

export const WebhookIn = z
  .strictObject({
    ...fields,
    secret: WebhookSecret.optional(),
    headers: WebhookHeaders.default({}),
  })
  .openapi('WebhookIn');

const Version = Integer.min(1).openapi({ description: 'The version the change is based on.' });

export const WebhookReplacement = z
  .strictObject({
    ...fields,
    version: Version,
    user_id: RecordNumber.optional().openapi({ description: `${USER} Absent: stays.` }),
    headers: WebhookHeadersPatch.default({}),
  })
  .openapi('WebhookReplacement');

export const WebhookPatch = z
  .strictObject({
    version: Version,
    name: Name.optional(),
    description: Description.optional(),
    url: WebhookUrl.optional(),
    events: Events.optional(),
    is_active: z.boolean().optional().openapi({
      description:
        'True after false also ends a disabling by Relais: the webhook starts without failures, and what waits is sent.',
    }),
    form_id: Binding.optional().openapi({ description: FORM }),
    call_center_id: Binding.optional().openapi({ description: CENTRE }),
    user_id: RecordNumber.optional().openapi({ description: USER }),
    rate_limit_per_second: RateLimit.optional(),
    attempt_count_max: AttemptCountMax.optional(),
    headers: WebhookHeadersPatch.optional(),
  })
  .openapi('WebhookPatch');

export const WebhookParams = z.object({ id: wholeNumber(z.int().positive()) });

export const WebhookQuery = PageQuery.extend({
  is_active: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .openapi({ type: 'boolean' }),
  form_id: wholeNumber(RecordNumber).optional(),
  call_center_id: wholeNumber(RecordNumber).optional(),
});

/** `inactive`: switched off by a user. `disabled`: switched off by Relais. */
export const WEBHOOK_STATES = ['active', 'failing', 'disabled', 'inactive'] as const;
export const CIRCUITS = ['closed', 'open'] as const;

/** Of each webhook, a list counts at most so many deliveries: it shows up to 250 webhooks. */
export const RATED_DELIVERY_COUNT_MAX = 1000;

export const WebhookOut = z
  .object({
    id: z.number(),
    name: z.string(),
    description: z.string().nullable(),
    url: z.string(),
    events: z.array(z.string()),
    is_active: z.boolean(),
    form_id: z.number().nullable(),
    form_name: z.string().nullable(),
    call_center_id: z.number().nullable(),
    call_center_name: z.string().nullable(),
    user_id: z.number(),
    user_name: z.string(),
    header_names: z.array(z.string()).nullable().openapi({
      description: 'Of its own headers. Null: their encryption key is not configured.',
    }),
    rate_limit_per_second: z.number().nullable(),
    attempt_count_max: z.number(),
    state: z.enum(WEBHOOK_STATES).openapi({
      description:
        '`failing`: its owner was told so, or its circuit is open. `disabled`: Relais switched it off, `inactive`: a user did.',
    }),
    disabled_reason: z.enum(DISABLED_REASONS).nullable().openapi({
      description: '`gone`: it answered 410. `failing`: nothing but failures for 120 hours.',
    }),
    disabled_at: z.iso.datetime().nullable(),
    circuit: z.enum(CIRCUITS).openapi({
      description:
        'While it is open, deliveries wait and one attempt at a time tries the endpoint. The success of that attempt or of a test, another `url`, and switching on close it.',
    }),
    next_probe_at: z.iso.datetime().nullable().openapi({
      description:
        'While the circuit is open: from then on a delivery that waits is attempted. A retry is attempted at once.',
    }),
    failing_since: z.iso
      .datetime()
      .nullable()
      .openapi({ description: 'The first failed attempt since the last success.' }),
    succeeded_at: z.iso.datetime().nullable().openapi({ description: 'The last success.' }),
    success_rate: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .openapi({
        description: `Of the deliveries of the last 24 hours that have ended (the newest ${RATED_DELIVERY_COUNT_MAX}). Null: there is none.`,
      }),
    previous_secret_expires_at: z.iso.datetime().nullable().openapi({
      description: 'After a rotation both secrets sign, until then.',
    }),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Webhook');

export const WebhookWithSecretOut = WebhookOut.extend({
  secret: z.string().openapi({ description: 'Never shown again.' }),
}).openapi('WebhookWithSecret');

export const SecretRotationIn = z
  .strictObject({ secret: WebhookSecret.optional() })
  .openapi('WebhookSecretRotation');
