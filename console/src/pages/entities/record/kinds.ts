import { isEmailField, isPhoneField } from '../typed-fields.ts';

/** What the value of a free field is: it decides how the value is shown and edited. */

export const FIELD_KINDS = [
  'text',
  'longText',
  'number',
  'boolean',
  'date',
  'instant',
  'email',
  'phone',
  'url',
  'tags',
  'json',
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const WEB_ADDRESS = /^https?:\/\/\S+$/i;
const PHONE = /^\+?[\d\s().-]{6,20}$/;
const LONG_TEXT_CHARACTERS = 80;

export const kindOf = (name: string, value: unknown): FieldKind => {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'string') return isTags(value) ? 'tags' : 'json';
  return value === '' ? kindOfName(name) : kindOfText(name, value);
};

/** As what it is edited: an address or a number by its name, also if it holds something else today. */
export const editKindOf = (name: string, value: unknown): FieldKind => {
  if (typeof value === 'string' && isEmailField(name)) return 'email';
  if (typeof value === 'string' && isPhoneField(name)) return 'phone';
  return kindOf(name, value);
};

export const isTags = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const kindOfText = (name: string, text: string): FieldKind => {
  if (isDay(text)) return 'date';
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return 'instant';
  if (EMAIL.test(text)) return 'email';
  if (WEB_ADDRESS.test(text)) return 'url';
  if (kindOfName(name) === 'phone' && PHONE.test(text)) return 'phone';
  return text.length > LONG_TEXT_CHARACTERS || text.includes('\n') ? 'longText' : 'text';
};

const isDay = (text: string): boolean => DAY.test(text) && !Number.isNaN(Date.parse(text));

/** What a new field of this name probably is. */
export const kindOfName = (name: string): FieldKind => {
  if (/e-?mail/i.test(name)) return 'email';
  if (/tele?phone|portable|mobile|^tel/i.test(name)) return 'phone';
  if (/^date/i.test(name)) return 'date';
  if (/site|url|lien/i.test(name)) return 'url';
  if (/^(?:montant|nombre|score|note|places|reste)/i.test(name)) return 'number';
  if (/^(?:documents|liste|tags|mots)/i.test(name)) return 'tags';
  if (/^(?:est|is|has)[A-Z]/.test(name) || name === 'urgence') return 'boolean';
  return 'text';
};

export const isEmail = (text: string): boolean => EMAIL.test(text);
export const isWebAddress = (text: string): boolean => WEB_ADDRESS.test(text) && URL.canParse(text);
