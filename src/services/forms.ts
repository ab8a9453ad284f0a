import { createHmac } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { FormField } from '../domain/forms/fields.ts';
import { toLeadContent } from '../domain/forms/submission.ts';
import { deriveKey } from '../domain/shared/secrets.ts';
import { AppError } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import type { FormRow } from '../queries/forms/records.ts';
import { deleteOldSubmissions, recordSubmission } from '../queries/forms/submissions.ts';
import { issueConfirmation } from './lead-confirmations/confirm.ts';
import { createLead } from './leads/create.ts';
import { countAttempt, uncountAttempt } from './shared/attempts.ts';

/** What a visitor sent becomes a lead. */

/** The same content within this time is a second click. */
const REPEAT_SECONDS = 10 * 60;
const IDEMPOTENCY_KEY_SECONDS = 24 * 3600;
const CLEANED_COUNT = 10;

/** Mails to one address: anybody can type the address of another person. */
const MAILS_PER_ADDRESS_MAX = 5;
const MAILS_WINDOW_SECONDS = 24 * 3600;

interface Submission {
  form: FormRow;
  /** Checked by the schema of the form. */
  values: Record<string, unknown>;
  idempotencyKey: string | undefined;
  /** Whether the address may get a mail. */
  isMailAllowed: boolean;
}

/**
 * Creates the lead of a submission, and asks for the mail that confirms its address. Out: whether it is new.
 * Twice: the same key, or without a key the same content within ten minutes, creates nothing. Errors:
 * `idempotency_key_reused`.
 */
export const submitForm = async (
  deps: Pick<Deps, 'encryptionKeys'>,
  tx: Transaction,
  { form, values, idempotencyKey, isMailAllowed }: Submission,
): Promise<boolean> => {
  const content = `content/${canonical(form.fields, values)}`;
  const seen = await recordSubmission(tx, {
    formId: form.id,
    keyHash: hashOf(deps, idempotencyKey === undefined ? content : `key/${idempotencyKey}`),
    contentHash: hashOf(deps, content),
    keptSeconds: idempotencyKey === undefined ? REPEAT_SECONDS : IDEMPOTENCY_KEY_SECONDS,
  });
  if (seen === 'different') {
    throw new AppError('idempotency_key_reused', 'this key was used for another request');
  }
  if (seen === 'repeated') return false;
  await deleteOldSubmissions(tx, { formId: form.id, limit: CLEANED_COUNT });
  const lead = await createLead(tx, {
    source: 'form',
    formId: form.id,
    callCentreId: form.call_centre_id,
    assignedTo: null,
    ...toLeadContent(form.fields, values),
  });
  if (form.is_confirmation_required && isMailAllowed && lead.email !== null) {
    await issueConfirmation(deps, tx, { leadId: lead.id, email: lead.email });
  }
  return true;
};

/**
 * Counts the mail that `submit` may ask for before it runs, so that submissions at once count too. A submission
 * that is a repeat, or fails, asks for none: its count is taken back. `submit` gets false if no mail server is
 * set, or the address got many of these mails today. Its answer: whether it created a lead.
 */
export const countMail = async (
  deps: Pick<Deps, 'config' | 'database' | 'encryptionKeys'>,
  { companyId, email }: { companyId: number; email: string | undefined },
  submit: (isMailAllowed: boolean) => Promise<boolean>,
): Promise<void> => {
  if (email === undefined || deps.config.SMTP_URL === undefined) {
    await submit(false);
    return;
  }
  const name = `confirmation-mail/${companyId}/${email.toLowerCase()}`;
  const buckets = [{ name, attemptCountMax: MAILS_PER_ADDRESS_MAX }];
  const isCounted =
    (await countAttempt(deps, { buckets, windowSeconds: MAILS_WINDOW_SECONDS })) === 0;
  let isNew = false;
  try {
    isNew = await submit(isCounted);
  } finally {
    if (isCounted && !isNew) await uncountAttempt(deps, buckets);
  }
};

/** In the order of the fields: two requests that say the same have the same text. */
const canonical = (
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
): string => JSON.stringify(fields.map(({ key }) => [key, values[key] ?? null]));

/** Keyed: a hash alone could be guessed back to an e-mail address. */
const hashOf = ({ encryptionKeys }: Pick<Deps, 'encryptionKeys'>, text: string): Buffer => {
  const [key] = encryptionKeys;
  if (!key) throw new Error('no encryption key configured');
  return createHmac('sha256', deriveKey(key, 'form submission')).update(text).digest();
};
