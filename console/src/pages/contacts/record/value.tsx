import { Anchor } from '@mantine/core';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Addresses and numbers as links. An address with a `?` must not add a recipient or a text to the mail. */

/** A narrow column breaks it before the `@`. */
export const EmailLink = ({ value }: { value: string }) => {
  const [name = '', domain = ''] = value.split(/(?=@[^@]*$)/);
  return (
    <Anchor inherit href={`mailto:${value.replaceAll(/[?&#%]/g, encodeURIComponent)}`}>
      {name}
      <wbr />
      {domain}
    </Anchor>
  );
};

/** Where a number is shown without its country code. */
const HOME_COUNTRY = 'FR';

export const PhoneLink = ({ value }: { value: string }) => (
  <Anchor inherit href={`tel:${value}`}>
    {phoneText(value)}
  </Anchor>
);

export const phoneText = (value: string): string => {
  const number = parsePhoneNumberFromString(value);
  if (number === undefined) return value;
  return number.country === HOME_COUNTRY ? number.formatNational() : number.formatInternational();
};

export const WebsiteLink = ({ value }: { value: string }) => (
  <Anchor inherit href={value} target="_blank" rel="noopener noreferrer nofollow">
    {value.replace(/^https?:\/\//, '').replace(/\/$/, '')}
  </Anchor>
);
