import type { Schemas } from '../../../api/client.ts';
import type { Locale } from '../../../i18n/locale.ts';

/** A form while it is being edited. */

export const FIELD_TYPES = [
  'text',
  'email',
  'phone',
  'number',
  'date',
  'select',
  'textarea',
  'checkbox',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface EditedField {
  /** Names the row on the page while it moves. */
  row: number;
  key: string;
  /** The key follows the label until somebody writes it. */
  isKeyOwn: boolean;
  type: FieldType;
  label: string;
  is_required: boolean;
  help: string;
  options: string[];
}

export interface FormValues {
  name: string;
  fields: EditedField[];
  call_centre_id: string | null;
  locale: Locale;
  is_confirmation_required: boolean;
  allowed_origins: string[];
  is_active: boolean;
  success_message: string;
  redirect_url: string;
}

export const valuesOf = (form: Schemas['Form']): FormValues => ({
  name: form.name,
  fields: form.fields.map((field, row) => ({
    row,
    key: field.key,
    isKeyOwn: true,
    type: field.type,
    label: field.label,
    is_required: field.is_required,
    help: field.help,
    options: field.options,
  })),
  call_centre_id: form.call_centre_id === null ? null : String(form.call_centre_id),
  locale: form.locale,
  is_confirmation_required: form.is_confirmation_required,
  allowed_origins: form.allowed_origins,
  is_active: form.is_active,
  success_message: form.success_message ?? '',
  redirect_url: form.redirect_url ?? '',
});

/** What a new form starts with. */
export const newValues = (locale: Locale, labels: { name: string; email: string }): FormValues => ({
  name: '',
  fields: [
    { ...newField(0), key: 'name', isKeyOwn: true, label: labels.name, is_required: true },
    {
      ...newField(1),
      key: 'email',
      isKeyOwn: true,
      type: 'email',
      label: labels.email,
      is_required: true,
    },
  ],
  call_centre_id: null,
  locale,
  is_confirmation_required: false,
  allowed_origins: [],
  is_active: true,
  success_message: '',
  redirect_url: '',
});

export const newField = (row: number): EditedField => ({
  row,
  key: '',
  isKeyOwn: false,
  type: 'text',
  label: '',
  is_required: false,
  help: '',
  options: [],
});

export const nextRow = (fields: readonly EditedField[]): number =>
  Math.max(-1, ...fields.map(({ row }) => row)) + 1;

/** `Date de début` → `date_de_debut`. */
export const keyOf = (label: string): string =>
  label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 50);

export const changedField = (field: EditedField, change: Partial<EditedField>): EditedField => {
  const next = { ...field, ...change };
  return next.isKeyOwn ? next : { ...next, key: keyOf(next.label) };
};

export const movedField = (
  fields: readonly EditedField[],
  from: number,
  to: number,
): EditedField[] => {
  const rest = fields.filter((_, position) => position !== from);
  return [...rest.slice(0, to), ...fields.slice(from, from + 1), ...rest.slice(to)];
};

/** As the api takes it. */
export const bodyOf = (values: FormValues) => ({
  name: values.name.trim(),
  fields: values.fields.map(({ row: _row, isKeyOwn: _own, ...field }) => ({
    ...field,
    options: field.type === 'select' ? field.options : [],
  })),
  call_centre_id: values.call_centre_id === null ? null : Number(values.call_centre_id),
  locale: values.locale,
  is_confirmation_required: values.is_confirmation_required,
  allowed_origins: values.allowed_origins,
  is_active: values.is_active,
  success_message: values.success_message.trim() === '' ? null : values.success_message.trim(),
  redirect_url: values.redirect_url.trim() === '' ? null : values.redirect_url.trim(),
});
