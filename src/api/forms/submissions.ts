import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { networkOf } from '../../domain/accounts/shapes.ts';
import { columnFields } from '../../domain/forms/fields.ts';
import { faultsPage, messagePage, thanksPage, type PageMessage } from '../../domain/forms/page.ts';
import {
  HONEYPOT,
  isHoneypotFilled,
  SubmissionOut,
  submissionSchema,
} from '../../domain/forms/submission.ts';
import { FORM_TOKEN } from '../../domain/forms/token.ts';
import { thanksOf } from '../../domain/forms/words.ts';
import { fault } from '../../domain/shared/faults.ts';
import { pagePolicy } from '../../domain/shared/public-page.ts';
import { check } from '../../domain/shared/schema-faults.ts';
import { AppError, invalid, notFound, type ErrorCode } from '../../errors.ts';
import { findForm, type FormRow } from '../../queries/forms/records.ts';
import { findPublicForm, type PublicFormRow } from '../../queries/forms/submissions.ts';
import { countMail, submitForm } from '../../services/forms.ts';
import { countAttempt } from '../../services/shared/attempts.ts';
import { page, type PageAnswer } from '../http/answers/kinds.ts';
import { fields } from '../http/bodies/kinds.ts';
import { transact, type Answer, type ApiDeps, type Env } from '../http/context.ts';
import { publicEndpoint, type Endpoint } from '../http/endpoint.ts';
import { problemOf } from '../http/errors.ts';
import { IdempotencyHeaders } from '../http/idempotency.ts';
import { wantsPage } from '../http/request.ts';

/** The public door of a form: what visitors of a web site send. */

const SUBMISSION_SIZE_MAX_BYTES = 64 * 1024;
const WINDOW_SECONDS = 15 * 60;
/** People of an office share an address. */
const SUBMISSIONS_PER_NETWORK_MAX = 30;
const SUBMISSIONS_PER_FORM_MAX = 3000;
const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

export const FormTokenParams = z.object({ token: z.string().regex(FORM_TOKEN) });

export const formSubmission = (deps: ApiDeps): Endpoint =>
  publicEndpoint(
    {
      id: 'form_submissions.create',
      method: 'post',
      path: '/api/public/forms/{token}/leads',
      permission: 'public',
      summary: 'Send a form, without signing in',
      description: `As JSON, or as an HTML form sends it: a browser then gets a page or a redirect. The fields are those of the form; \`${HONEYPOT}\` must stay empty. 410 if the form takes nothing. The same content within ten minutes, or the same \`Idempotency-Key\` within a day, creates one lead.`,
      params: FormTokenParams,
      headers: IdempotencyHeaders,
      body: fields({ sizeMaxBytes: SUBMISSION_SIZE_MAX_BYTES }),
      sample: { name: 'Marie Dumitru', email: 'marie.dumitru@example.com' },
      allowedOrigins: (c) => originsOf(deps, c),
      status: 201,
      answer: page({ json: SubmissionOut }),
    },
    async ({ c, params, body }) => {
      const found = await findPublicForm(deps.database, params.token);
      const form = found && (await readForm(deps, c, found));
      try {
        if (!found || !form) throw notFound('form');
        refuseForeignOrigin(deps, c, found.allowed_origins);
        if (!form.is_active) throw new AppError('gone', 'this form takes nothing any more');
        await limitSubmissions(deps, c, found);
        if (!isHoneypotFilled(body)) await receive(deps, c, { found, form, sent: body });
        return received(c, withWhatIsSent(deps, form));
      } catch (error) {
        if (wantsPage(c) && error instanceof AppError) return refusalPage(error, form);
        throw error;
      }
    },
  );

const actorOfForm = (c: Context<Env>, { company_id: companyId }: PublicFormRow) => ({
  companyId,
  userId: null,
  requestId: c.get('requestId'),
});

const readForm = (
  deps: ApiDeps,
  c: Context<Env>,
  found: PublicFormRow,
): Promise<FormRow | undefined> =>
  transact(deps, actorOfForm(c, found), (tx) => findForm(tx, { id: found.form_id }));

/** Our own hosted page, and the sites that the form's owner named. */
const originsOf = async (deps: ApiDeps, c: Context<Env>): Promise<string[]> => {
  const token = c.req.param('token') ?? '';
  const found = FORM_TOKEN.test(token) ? await findPublicForm(deps.database, token) : undefined;
  return found ? [...ownOrigins(deps, c), ...found.allowed_origins] : [];
};

const ownOrigins = ({ config }: Pick<ApiDeps, 'config'>, c: Context<Env>): string[] => [
  new URL(config.PUBLIC_URL).origin,
  new URL(c.req.url).origin,
];

/** CORS alone lets a plain HTML form of any site through. A program that is no browser sends no `Origin`. */
const refuseForeignOrigin = (deps: ApiDeps, c: Context<Env>, allowed: readonly string[]): void => {
  const origin = c.req.header('Origin');
  if (origin === undefined || [...ownOrigins(deps, c), ...allowed].includes(origin)) return;
  throw new AppError('forbidden', 'this site is not one of the allowed origins of the form');
};

/** Errors: `rate_limited`. Counted over all processes; the address is stored as a keyed hash. */
const limitSubmissions = async (
  deps: ApiDeps,
  c: Context<Env>,
  { form_id: formId }: PublicFormRow,
): Promise<void> => {
  const waitSeconds = await countAttempt(deps, {
    buckets: [
      {
        name: `form/${formId}/${networkOf(c.get('ip'))}`,
        attemptCountMax: SUBMISSIONS_PER_NETWORK_MAX,
      },
      { name: `form/${formId}`, attemptCountMax: SUBMISSIONS_PER_FORM_MAX },
    ],
    windowSeconds: WINDOW_SECONDS,
  });
  if (waitSeconds === 0) return;
  throw new AppError('rate_limited', 'too many submissions, try again later', {
    retryAfterSeconds: waitSeconds,
  });
};

interface ReceiveInput {
  found: PublicFormRow;
  form: FormRow;
  sent: Record<string, unknown>;
}

/** Errors: `validation_failed`, `idempotency_key_reused`, and `gone` if the form was closed meanwhile. */
const receive = async (
  deps: ApiDeps,
  c: Context<Env>,
  { found, form, sent }: ReceiveInput,
): Promise<void> => {
  const idempotencyKey = readIdempotencyKey(c);
  const values = checkedValues(form, sent);
  const email = form.is_confirmation_required ? emailOf(form, values) : undefined;
  await countMail(deps, { companyId: found.company_id, email }, (isMailAllowed) =>
    transact(deps, actorOfForm(c, found), async (tx) => {
      const current = await findForm(tx, { id: form.id, lock: 'share' });
      if (current?.is_active !== true || current.token !== form.token) {
        throw new AppError('gone', 'this form takes nothing any more');
      }
      return submitForm(deps, tx, {
        form: current,
        // Its fields may have changed since.
        values: current.version === form.version ? values : checkedValues(current, sent),
        idempotencyKey,
        isMailAllowed,
      });
    }),
  );
};

const checkedValues = (form: FormRow, sent: Record<string, unknown>): Record<string, unknown> => {
  const checked = check(submissionSchema(form.fields), sent);
  if (checked.success) return checked.data;
  throw invalid(checked.faults);
};

const emailOf = (form: FormRow, values: Record<string, unknown>): string | undefined => {
  const { email: field } = columnFields(form.fields);
  const value = field && values[field.key];
  return typeof value === 'string' ? value : undefined;
};

const readIdempotencyKey = (c: Context<Env>): string | undefined => {
  const key = c.req.header('Idempotency-Key');
  if (key !== undefined && (key.length === 0 || key.length > IDEMPOTENCY_KEY_LENGTH_MAX)) {
    throw invalid([
      fault('Idempotency-Key', 'wrong_length', { min: 1, max: IDEMPOTENCY_KEY_LENGTH_MAX }),
    ]);
  }
  return key;
};

/** Without a mail server no confirmation is sent, so none is announced. */
const withWhatIsSent = ({ config }: Pick<ApiDeps, 'config'>, form: FormRow): FormRow => ({
  ...form,
  is_confirmation_required: form.is_confirmation_required && config.SMTP_URL !== undefined,
});

/** The same for a new lead, a repeat and a program that filled the honeypot. */
const received = (c: Context<Env>, form: FormRow): PageAnswer | Answer => {
  if (!wantsPage(c)) {
    return {
      body: {
        message: thanksOf(form.locale, form),
        redirect_url: form.redirect_url,
        is_confirmation_required: form.is_confirmation_required,
      },
    };
  }
  return form.redirect_url === null
    ? { page: thanksPage(form), headers: pageHeaders(form) }
    : { page: '', status: 303, headers: { Location: new URL(form.redirect_url).href } };
};

const refusalPage = (error: AppError, form: FormRow | undefined): PageAnswer => {
  const { status, faults } = problemOf(error);
  return {
    page: form && faults.length > 0 ? faultsPage(form, faults) : refusalMessage(error, form),
    status,
    headers: {
      ...pageHeaders(form),
      ...(error.retryAfterSeconds === undefined
        ? {}
        : { 'Retry-After': String(error.retryAfterSeconds) }),
    },
  };
};

const refusalMessage = ({ code }: AppError, form: FormRow | undefined): string => {
  const locales = form ? [form.locale] : (['fr', 'en'] as const);
  return messagePage(MESSAGES[code] ?? 'failed', locales);
};

const MESSAGES: Partial<Record<ErrorCode, PageMessage>> = {
  not_found: 'unknown',
  gone: 'gone',
  rate_limited: 'tooMany',
  forbidden: 'refused',
};

/** The page may be framed by the sites of its form; its form tells us our own origin, so not `no-referrer`. */
export const pageHeaders = (
  form: Pick<FormRow, 'allowed_origins' | 'redirect_url'> | undefined,
): Record<string, string> => ({
  'Content-Security-Policy': pagePolicy(
    form && { framedBy: form.allowed_origins, redirectUrl: form.redirect_url },
  ),
  'Referrer-Policy': 'same-origin',
});
