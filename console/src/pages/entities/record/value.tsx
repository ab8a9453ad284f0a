import { Anchor, Badge, Group, Text } from '@mantine/core';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { groupedPhone } from '../phone.ts';
import { isTags, kindOf } from './kinds.ts';

/** Where a national telephone number without a country code is dialled. */
const HOME_COUNTRY = 'FR';

interface ValueProps {
  name: string;
  label: string;
  value: unknown;
  /** True for what a person typed or chose; else a code is shown in words. */
  isVerbatim?: boolean;
}

/** The value of a field, as what it is: a link, a date, a list. */
export const Value = ({ name, label, value, isVerbatim = false }: ValueProps) => {
  const plain = <PlainValue name={name} value={value} isVerbatim={isVerbatim} />;
  if (value === '') return plain;
  const kind = kindOf(name, value);
  if (typeof value === 'string' && kind === 'email')
    return (
      <Anchor inherit href={mailtoOf(value)}>
        {value}
      </Anchor>
    );
  if (typeof value === 'string' && kind === 'phone') return <Phone value={value} />;
  if (typeof value === 'string' && kind === 'url')
    return (
      <Anchor inherit href={value} target="_blank" rel="noopener noreferrer nofollow">
        {value}
      </Anchor>
    );
  if (kind === 'json') return <JsonView label={label} value={value} maxHeight={220} />;
  return plain;
};

/** The address alone: `?bcc=…` in a record must not add a recipient or a text to the mail. */
const mailtoOf = (address: string): string =>
  `mailto:${address.replaceAll(/[?&#%]/g, encodeURIComponent)}`;

/** The kinds that open a page, a mail or a call: a click on them does not edit. */
export const isLink = (name: string, value: unknown): boolean =>
  value !== '' && ['email', 'phone', 'url', 'json'].includes(kindOf(name, value));

const Phone = ({ value }: { value: string }) => {
  const number = parsePhoneNumberFromString(value, HOME_COUNTRY);
  if (!number?.isPossible()) return <Text inherit>{value}</Text>;
  const isAtHome = number.country === HOME_COUNTRY;
  return (
    <Anchor inherit href={number.getURI()}>
      {isAtHome ? number.formatNational() : number.formatInternational()}
    </Anchor>
  );
};

const PlainValue = ({ name, value, isVerbatim = false }: Omit<ValueProps, 'label'>) => {
  const { valueWord } = useCodeWords();
  const text = usePlainText(isVerbatim)(name, value);
  if (!isTags(value)) return <span style={{ whiteSpace: 'pre-line' }}>{text}</span>;
  return (
    <Group gap={4} component="span">
      {value.map((item, position) => (
        // A list may hold the same text twice.
        // oxlint-disable-next-line react/no-array-index-key
        <Badge key={`${position}/${item}`} variant="light" color="gray">
          {isVerbatim ? item : valueWord(item)}
        </Badge>
      ))}
    </Group>
  );
};

/** A value in one line of words, for a timeline or a name. `isVerbatim`: as for `Value`. */
export const usePlainText = (isVerbatim = false): ((name: string, value: unknown) => string) => {
  const { common } = useMessages();
  const format = useFormat();
  const { valueWord } = useCodeWords();
  const word = isVerbatim ? (text: string): string => text : valueWord;
  return (name, value) => {
    if (value === null || value === undefined || value === '') return '—';
    if (typeof value === 'number') return format.number(value);
    if (typeof value === 'boolean') return value ? common.yes : common.no;
    if (isTags(value)) return format.list(value.map(word));
    if (typeof value !== 'string') return JSON.stringify(value);
    const kind = kindOf(name, value);
    if (kind === 'phone') return groupedPhone(value);
    if (kind === 'date') return format.date(new Date(`${value}T00:00:00`));
    return kind === 'instant' ? format.instant(value) : word(value);
  };
};
