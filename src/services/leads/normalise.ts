import { parsePhone } from '../../domain/shared/phones.ts';

interface Contacts {
  email: string | null;
  name: string | null;
  phone: string | null;
  companyName: string | null;
}

/** One form for each value, so that the same person is found again. An empty text is null. */
export const normaliseLead = ({ email, name, phone, companyName }: Contacts): Contacts => {
  const typed = textOf(phone);
  return {
    email: textOf(email)?.toLowerCase() ?? null,
    name: textOf(name),
    phone: typed === null ? null : (parsePhone(typed) ?? typed),
    companyName: textOf(companyName),
  };
};

const textOf = (value: string | null): string | null => {
  const text = value?.trim().replaceAll(/\s+/g, ' ').normalize('NFC') ?? '';
  return text === '' ? null : text;
};
