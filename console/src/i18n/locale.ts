/** The languages of the console, and the choice of the first one. */

export const LOCALES = ['fr', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** The name of each language in that language. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { fr: 'Français', en: 'English' };

const STORAGE_KEY = 'relais-locale';

const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value);

/**
 * The language chosen last in this browser, else the first known one of the browser, else French.
 */
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
    // Storage may be forbidden. The choice is then lost when the page is closed.
  }
};

const readStored = (): string | null => {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
};
