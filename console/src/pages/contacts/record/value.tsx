import { Anchor } from '@mantine/core';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Addresses and numbers as links. The api has checked them: an address has no `?` that adds a recipient. */

export const EmailLink = ({ value }: { value: string }) => (
  <Anchor inherit href={`mailto:${value.replaceAll(/[?&#%]/g, encodeURIComponent)}`}>
    {value}
  </Anchor>
);

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
