import { oneLine } from './visible-characters.ts';

/** One readable line for a calendar part (RFC 5545), so that an invitation without other text can be read. */

const READ_LENGTH = 50_000;
const VALUE_LENGTH_MAX = 300;

export const calendarLine = (source: string): string => {
  // Long lines are folded with a line break and a space.
  const text = source.slice(0, READ_LENGTH).replace(/\r?\n[ \t]/g, '');
  const event = /BEGIN:VEVENT[\s\S]*?(?:END:VEVENT|$)/.exec(text)?.[0] ?? '';
  if (event === '') return '';
  const parts = [
    property(event, 'SUMMARY'),
    period(instant(event, 'DTSTART'), instant(event, 'DTEND')),
    property(event, 'LOCATION'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${kindOf(property(text, 'METHOD'))} : ${parts.join(' – ')}`;
};

const kindOf = (method: string): string => {
  if (method === 'CANCEL') return 'Annulation';
  return method === 'REPLY' ? 'Réponse à l’invitation' : 'Invitation';
};

const property = (text: string, name: string): string => {
  const value =
    new RegExp(`^${name}(?:;[^:\\r\\n]{0,500})?:([^\\r\\n]{0,2000})`, 'm').exec(text)?.[1] ?? '';
  return oneLine(value.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1'), VALUE_LENGTH_MAX);
};

/** As written, with its time zone: `2026-12-03 10:00 (Europe/Paris)`. */
const instant = (event: string, name: string): { text: string; zone: string } => {
  const line = new RegExp(`^${name}([^:\\r\\n]{0,200}):(\\d{8})(?:T(\\d{4})\\d{2}(Z?))?`, 'm').exec(
    event,
  );
  const [, params = '', date = '', time = '', utc = ''] = line ?? [];
  if (date === '') return { text: '', zone: '' };
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  const zone = utc === 'Z' ? 'UTC' : (/TZID="?([\w/+ -]{1,60})/.exec(params)?.[1] ?? '');
  return { text: time === '' ? day : `${day} ${time.slice(0, 2)}:${time.slice(2)}`, zone };
};

const period = (start: { text: string; zone: string }, end: { text: string }): string => {
  if (start.text === '') return '';
  const isSameDay = start.text.slice(0, 10) === end.text.slice(0, 10);
  const until =
    end.text === ''
      ? ''
      : ` → ${isSameDay && end.text.length > 10 ? end.text.slice(11) : end.text}`;
  return `${start.text}${until}${start.zone === '' ? '' : ` (${start.zone})`}`;
};
