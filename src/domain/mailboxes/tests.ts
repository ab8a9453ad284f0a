import { z } from '@hono/zod-openapi';
import { MAIL_FAILURES } from './failures.ts';

/** What a connection test finds, step by step. */

export const TEST_STEPS = [
  'credentials',
  'imap_connect',
  'imap_login',
  'imap_folders',
  'smtp_connect',
  'smtp_login',
] as const;
export type TestStep = (typeof TEST_STEPS)[number];

export const FOLDER_COUNT_MAX = 200;

export const TestStepOut = z.object({
  step: z.enum(TEST_STEPS).openapi({
    description:
      '`credentials`: they can be read, and with OAuth 2 the provider gave an access token.',
  }),
  status: z.enum(['succeeded', 'failed', 'skipped']).openapi({
    description: '`skipped`: a step that it needs has failed.',
  }),
  failure_code: z.enum(MAIL_FAILURES).nullable(),
});
export type StepResult = z.infer<typeof TestStepOut>;

export const TestedFolderOut = z.object({
  path: z.string(),
  special_use: z.string().nullable().openapi({
    example: 'sent',
    description: '`inbox`, `sent`, `drafts`, `junk`, `trash`, `archive`, `all`, `flagged` or null.',
  }),
});
export type TestedFolder = z.infer<typeof TestedFolderOut>;

export const MailboxTestOut = z
  .object({
    is_success: z.boolean(),
    steps: z.array(TestStepOut),
    folders: z
      .array(TestedFolderOut)
      .openapi({ description: `At most ${FOLDER_COUNT_MAX}. Empty if they could not be listed.` }),
  })
  .openapi('MailboxTest');

const PresetServer = z.object({ host: z.string(), port: z.number(), security: z.string() });

export const PresetsOut = z
  .object({
    data: z.array(
      z.object({
        provider: z.string(),
        name: z.string(),
        domains: z.array(z.string()),
        imap: PresetServer,
        smtp: PresetServer,
        auth_methods: z.array(z.string()),
        token_url: z.string().nullable(),
        needs_app_password: z.boolean(),
        help_url: z.string(),
      }),
    ),
  })
  .openapi('MailboxPresets');
