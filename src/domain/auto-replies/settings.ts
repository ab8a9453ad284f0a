import { z } from '@hono/zod-openapi';
import { Integer } from '../shared/values.ts';
import { AUTO_REPLY_TONES } from './intents.ts';
import { AUTO_REPLY_MODES } from './statuses.ts';

/** How the conversations of a folder are answered automatically. */

export const AUTO_REPLY_LANGUAGES = ['fr', 'en', 'de', 'es', 'it', 'nl'] as const;
export const EXPIRY_ENDS = ['discard', 'escalate'] as const;
export const APPROVERS = ['team', 'supervisors'] as const;

const PROMPT_LENGTH_MAX = 8_000;
const SIGNATURE_LENGTH_MAX = 2_000;
const EXPIRY_MINUTES_MIN = 5;
const EXPIRY_MINUTES_MAX = 30 * 24 * 60;
const REMINDER_COUNT_MAX = 5;
const HOST_COUNT_MAX = 50;
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

export const FolderAutoReply = z
  .strictObject({
    mode: z.enum(['off', ...AUTO_REPLY_MODES]).openapi({
      description:
        '`auto`: sent without a person if every statement has a source and no rule speaks against it; otherwise, and with `validation`, a person approves.',
    }),
    prompt: z.string().trim().max(PROMPT_LENGTH_MAX).openapi({
      description: 'How to answer. Needed unless the mode is `off`.',
    }),
    tone: z.enum(AUTO_REPLY_TONES),
    language: z
      .enum(AUTO_REPLY_LANGUAGES)
      .nullable()
      .openapi({ description: 'Null: the language of the sender.' }),
    signature: z
      .string()
      .trim()
      .max(SIGNATURE_LENGTH_MAX)
      .nullable()
      .openapi({ description: 'Null: that of the mailbox.' }),
    uses_knowledge: z.boolean(),
    business_hours_only: z.boolean().openapi({
      description: 'Outside of them, a person approves what would be sent by itself.',
    }),
    expiry_minutes: Integer.min(EXPIRY_MINUTES_MIN).max(EXPIRY_MINUTES_MAX),
    on_expiry: z.enum(EXPIRY_ENDS).nullable().openapi({
      description:
        'What happens to a draft without a decision when it expires. It is never sent. Needed unless the mode is `off`.',
    }),
    reminder_minutes: z
      .array(Integer.min(1).max(EXPIRY_MINUTES_MAX))
      .max(REMINDER_COUNT_MAX)
      .openapi({ description: 'So long before it expires, its approvers are told again.' }),
    approvers: z.enum(APPROVERS),
    needs_two: z.boolean().openapi({ description: 'Two different people approve.' }),
    allowed_hosts: z
      .array(z.string().trim().toLowerCase().regex(HOST))
      .max(HOST_COUNT_MAX)
      .openapi({ description: 'Hosts that a reply may link to, with what is below them.' }),
  })
  .openapi('FolderAutoReply');
export type FolderAutoReply = z.infer<typeof FolderAutoReply>;

export const NO_AUTO_REPLY: FolderAutoReply = {
  mode: 'off',
  prompt: '',
  tone: 'neutral',
  language: null,
  signature: null,
  uses_knowledge: true,
  business_hours_only: false,
  expiry_minutes: 24 * 60,
  on_expiry: null,
  reminder_minutes: [],
  approvers: 'team',
  needs_two: false,
  allowed_hosts: [],
};
