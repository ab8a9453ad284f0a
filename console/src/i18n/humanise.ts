/** Words for codes that no catalogue knows: a company, n8n or an integrator may invent one. */

/** Written in capitals in both languages. */
const ACRONYMS = new Set(
  'API APL ATBJ BAC BTS CAP CFA CNI CPF CV FAQ IBAN ID OPCO PDF RIB SMS TVA URL VAE'.split(' '),
);

const IN_CAPITALS = /^[A-Z0-9]+(?:_[A-Z0-9]+)*$/;
const IN_SMALL_LETTERS = /^[a-z0-9]+(?:[_.][a-z0-9]+)+$/;
const IN_CAMEL_CASE = /^[a-z]+(?:[A-Z][a-z0-9]*)+$/;
/** `DUMI15091992` names a record. */
const REFERENCE = /[A-Z]\d{3,}/;

/** `DOSSIER_EN_ATTENTE` → `Dossier en attente`; `CNI_VERSO` → `CNI verso`. A text stays as it is. */
export const humanise = (code: string): string => {
  const words = wordsOf(code);
  if (words === null) return code;
  const text = words
    .map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word.toLowerCase()))
    .join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const wordsOf = (code: string): string[] | null => {
  if (IN_CAPITALS.test(code) && /[A-Z]{2}/.test(code) && !REFERENCE.test(code))
    return code.split('_');
  if (IN_SMALL_LETTERS.test(code)) return code.split(/[_.]/);
  if (IN_CAMEL_CASE.test(code)) return code.split(/(?<=[a-z0-9])(?=[A-Z])/);
  return null;
};
