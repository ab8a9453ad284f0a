import { NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { isPossiblePhone } from '../../../ui/form/fields/phone.ts';
import { spacedPhone } from '../../../ui/form/fields/spaced-phone.ts';
import { isEmail, isTags, isWebAddress, type FieldKind } from './kinds.ts';

/** The field in which a value is edited, and what is typed in it as text. */

/** What is being typed: always a text, except for lists. */
export type Draft = string | string[];

export const toDraft = (kind: FieldKind, value: unknown): Draft => {
  if (kind === 'tags') return isTags(value) ? [...value] : [];
  if (kind === 'json') return JSON.stringify(value ?? {}, null, 2);
  if (kind === 'boolean') return value === true ? 'true' : 'false';
  if (kind === 'instant' && typeof value === 'string') return localInstant(value);
  if (kind === 'phone' && typeof value === 'string') return spacedPhone(value);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** `2026-01-31T09:00`, in the time zone of the browser, as the field needs it. */
const localInstant = (instant: string): string => {
  const date = new Date(instant);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};

/** The value of a draft, or the words of what is wrong with it. An empty text removes the field. */
export const fromDraft = (
  { record, common, faults, form }: Messages,
  kind: FieldKind,
  draft: Draft,
): { value: unknown } | { fault: string } => {
  if (typeof draft !== 'string') return { value: draft };
  const text = draft.trim();
  if (kind === 'number') return readNumber(text) ?? { fault: record.numberExpected };
  if (kind === 'boolean') return { value: text === 'true' };
  if (kind === 'json') return readJson(text) ?? { fault: common.jsonFault(null) };
  if (text === '') return { value: '' };
  if (kind === 'email' && !isEmail(text)) return { fault: form.emailFault };
  if (kind === 'phone' && !isPossiblePhone(text)) return { fault: form.phoneFault };
  if (kind === 'url' && !isWebAddress(text)) return { fault: faults.formats.url };
  if (kind === 'phone' && text.startsWith('+')) return { value: text.replaceAll(/[\s.()-]/g, '') };
  if (kind === 'instant') return { value: new Date(text).toISOString() };
  return { value: text };
};

const readNumber = (text: string): { value: number } | undefined =>
  text !== '' && Number.isFinite(Number(text)) ? { value: Number(text) } : undefined;

const readJson = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

interface ValueInputProps {
  label: string;
  kind: FieldKind;
  draft: Draft;
  error: string | undefined;
  takesFocus: boolean;
  onChange: (draft: Draft) => void;
}

const TYPES: Readonly<Partial<Record<FieldKind, string>>> = {
  email: 'email',
  phone: 'tel',
  url: 'url',
  date: 'date',
  instant: 'datetime-local',
};

export const ValueInput = ({ kind, draft, onChange, ...given }: ValueInputProps) => {
  const { label, error, takesFocus } = given;
  const { common } = useMessages();
  const field = {
    'aria-label': label,
    error,
    'data-autofocus': takesFocus,
    autoFocus: takesFocus,
    flex: 1,
  };
  if (typeof draft !== 'string')
    return <TagsInput {...field} value={draft} onChange={onChange} miw={180} />;
  const text = { ...field, value: draft };
  if (kind === 'boolean')
    return (
      <Select
        {...text}
        allowDeselect={false}
        data={[
          { value: 'true', label: common.yes },
          { value: 'false', label: common.no },
        ]}
        onChange={(value) => onChange(value ?? 'false')}
      />
    );
  if (kind === 'number')
    return (
      <NumberInput
        {...text}
        hideControls
        decimalSeparator=","
        allowedDecimalSeparators={['.', ',']}
        onChange={(value) => onChange(String(value))}
      />
    );
  if (kind === 'longText' || kind === 'json')
    return (
      <Textarea
        {...text}
        autosize
        minRows={3}
        maxRows={16}
        spellCheck={kind === 'longText'}
        {...(kind === 'json' ? { ff: 'monospace' } : {})}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...text}
      type={TYPES[kind] ?? 'text'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
