import type { Locale } from '../companies/shapes.ts';
import type { Fault } from '../shared/faults.ts';
import { escapeHtml } from '../shared/html.ts';
import { messageHtml, publicPage } from '../shared/public-page.ts';
import { columnOf, type FieldType, type FormField, type LeadColumn } from './fields.ts';
import { HONEYPOT } from './submission.ts';
import { PAGE_WORDS, thanksOf, visitorText } from './words.ts';

/** The pages of a form: the form itself, and what is shown after it was sent. They work without a script. */

interface FormPageInput {
  name: string;
  token: string;
  locale: Locale;
  fields: readonly FormField[];
}

export const FORM_SCRIPT_PATH = '/f/form.js';

export const formPage = ({ name, token, locale, fields }: FormPageInput): string => {
  const words = PAGE_WORDS[locale];
  const scriptWords = {
    ...words.faults,
    tooLong: words.faults.tooLong(0).replace('0', '{max}'),
    sending: words.sending,
    sent: words.sent,
    correct: words.correct('{count}'),
    tooMany: words.tooMany,
    gone: words.gone,
    failed: words.failed,
  };
  const body = [
    `<h1>${escapeHtml(name)}</h1>`,
    `<form method="post" action="/api/public/forms/${token}/leads" data-words="${escapeHtml(JSON.stringify(scriptWords))}">`,
    fields.some((field) => field.is_required)
      ? `<p class="note">${escapeHtml(words.requiredNote)}</p>`
      : '',
    ...fields.map((field) => fieldHtml(field, { locale, column: columnOf(fields, field.key) })),
    `<div class="extra" aria-hidden="true"><label for="f-extra">${escapeHtml(words.honeypot)}</label>`,
    `<input id="f-extra" name="${HONEYPOT}" tabindex="-1" autocomplete="off"></div>`,
    `<button type="submit">${escapeHtml(words.send)}</button>`,
    '<p class="status" role="status" aria-live="polite"></p>',
    '</form>',
  ].join('\n');
  return publicPage({ locale, title: name, body, script: FORM_SCRIPT_PATH });
};

interface FieldContext {
  locale: Locale;
  column: LeadColumn | null;
}

const fieldHtml = (field: FormField, context: FieldContext): string => {
  const id = `f-${field.key}`;
  const label = `<label for="${id}">${escapeHtml(field.label)}${field.is_required ? ' <span aria-hidden="true">*</span>' : ''}</label>`;
  const help =
    field.help === '' ? '' : `<p class="help" id="${id}-help">${escapeHtml(field.help)}</p>`;
  const control = controlHtml(field, context, [
    `id="${id}"`,
    `name="${field.key}"`,
    `aria-describedby="${field.help === '' ? '' : `${id}-help `}${id}-error"`,
    ...(field.is_required ? ['required'] : []),
  ]);
  const error = `<p class="error" id="${id}-error"></p>`;
  return field.type === 'checkbox'
    ? `<div class="field tick">${control}${label}${help}${error}</div>`
    : `<div class="field">${label}${help}${control}${error}</div>`;
};

const INPUT_TYPES: Record<Exclude<FieldType, 'select' | 'textarea' | 'checkbox'>, string> = {
  text: 'type="text" maxlength="500"',
  email: 'type="email" maxlength="254"',
  phone: 'type="tel" maxlength="50"',
  number: 'type="number" step="any"',
  date: 'type="date"',
};

/** What a browser may fill in by itself. */
const AUTOCOMPLETE: Record<LeadColumn, string> = {
  email: 'email',
  phone: 'tel',
  name: 'name',
  company_name: 'organization',
};

const controlHtml = (
  field: FormField,
  { locale, column }: FieldContext,
  given: readonly string[],
): string => {
  const attributes = [
    ...given,
    ...(column === null ? [] : [`autocomplete="${AUTOCOMPLETE[column]}"`]),
  ].join(' ');
  if (field.type === 'textarea') {
    return `<textarea ${attributes} rows="5" maxlength="5000"></textarea>`;
  }
  if (field.type === 'checkbox') return `<input ${attributes} type="checkbox" value="true">`;
  if (field.type !== 'select') return `<input ${attributes} ${INPUT_TYPES[field.type]}>`;
  return [
    `<select ${attributes}>`,
    `<option value="">${escapeHtml(PAGE_WORDS[locale].choose)}</option>`,
    ...field.options.map((option) => `<option>${escapeHtml(option)}</option>`),
    '</select>',
  ].join('');
};

export const thanksPage = (form: {
  locale: Locale;
  success_message: string | null;
  is_confirmation_required: boolean;
}): string =>
  publicPage({
    locale: form.locale,
    title: PAGE_WORDS[form.locale].sent,
    body: messageHtml(PAGE_WORDS[form.locale].sent, [thanksOf(form.locale, form)]),
  });

/** Names the fields by their labels. What was sent is not repeated: the browser still has it. */
export const faultsPage = (
  { locale, fields }: Pick<FormPageInput, 'locale' | 'fields'>,
  faults: readonly Fault[],
): string => {
  const words = PAGE_WORDS[locale];
  const items = faults.map((fault) => {
    const label = fields.find(({ key }) => key === fault.path)?.label ?? fault.path;
    return `<li><strong>${escapeHtml(label)}</strong><br>${escapeHtml(visitorText(locale, fault))}</li>`;
  });
  const body = `<h1>${escapeHtml(words.faulty)}</h1><ul>${items.join('')}</ul><p>${escapeHtml(words.goBack)}</p>`;
  return publicPage({ locale, title: words.faulty, body });
};

export type PageMessage = 'gone' | 'unknown' | 'tooMany' | 'refused' | 'failed';

/** In each of the languages: the form of an unknown token has none. */
export const messagePage = (message: PageMessage, locales: readonly Locale[]): string => {
  const parts = locales.map((locale) => {
    const words = PAGE_WORDS[locale];
    if (message === 'gone') return messageHtml(words.gone, [words.goneText]);
    if (message === 'unknown') return messageHtml(words.unknown, [words.unknownText]);
    return messageHtml(words.faulty, [words[message]]);
  });
  const [first = 'fr'] = locales;
  const words = PAGE_WORDS[first];
  const title = message === 'gone' || message === 'unknown' ? words[message] : words.faulty;
  return publicPage({
    locale: first,
    title,
    body: parts
      .map((part, at) => `<section lang="${locales[at] ?? first}">${part}</section>`)
      .join(''),
  });
};
