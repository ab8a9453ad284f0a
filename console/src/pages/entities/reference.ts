import type { EntityType } from './types.ts';

/** The reference that is proposed for a new record. */

const INITIALS: Record<EntityType, string> = {
  prospect: 'P',
  candidat: 'C',
  eleve: 'E',
  formateur: 'F',
  session: 'S',
  document: 'D',
};

/** Without the letters and digits that look alike. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const SIGN_COUNT = 4;
const NAME_LENGTH = 4;

/** `C-2026-7KQX`: a new one each time. */
export const newReference = (type: EntityType): string => {
  const signs = [...crypto.getRandomValues(new Uint8Array(SIGN_COUNT))].map(
    (byte) => SIGNS[byte % SIGNS.length],
  );
  return `${INITIALS[type]}-${new Date().getFullYear()}-${signs.join('')}`;
};

/** `DUMI15091992`, from the name and the date of birth; undefined without both. */
export const personReference = (
  data: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  const { nom = '', dateNaissance = '' } = data;
  const name = nom
    .normalize('NFD')
    .replaceAll(/[^a-z]/gi, '')
    .toUpperCase()
    .slice(0, NAME_LENGTH);
  const [year, month, day] = dateNaissance.split('-');
  return name === '' || day === undefined ? undefined : `${name}${day}${month}${year}`;
};
