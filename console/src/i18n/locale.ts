/** The languages of the console, and which one a browser starts with. */

export const LOCALES = ['fr', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each under its own name, whoever reads it. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { fr: 'Français', en: 'English' };

const STORAGE_KEY = 'relais-locale';

const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value);

/** What was chosen here last, else what the browser asks for, else French. */
export const initialLocale = (): Locale => {
  const stored = readStored();
  if (isLocale(stored)) return stored;
  const preferred = navigator.languages
    .map((language) => language.slice(0, 2).toLowerCase())
    .find(isLocale);
  return preferred ?? 'fr';
};

export const rememberLocale = (locale: Locale): void => {
  try {
    localStorage.setItem(STORAGE_KEY, locale);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
};

const readStored = (): string | null => {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
};
