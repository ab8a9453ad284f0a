import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { en } from './en.ts';
import { createFormat, type Format } from './format.ts';
import { fr, type Messages } from './fr.ts';
import { initialLocale, rememberLocale, type Locale } from './locale.ts';

/**
 * The words of the console: `useMessages().actions.title`. Components contain no text themselves.
 */

export type { Messages } from './fr.ts';

interface Language {
  locale: Locale;
  messages: Messages;
  format: Format;
  setLocale: (locale: Locale) => void;
}

const CATALOGUES: Record<Locale, Messages> = { fr, en };

const LanguageContext = createContext<Language | null>(null);

export const LanguageProvider = ({ children }: { children: ReactNode }) => {
  const [locale, setState] = useState(initialLocale);
  const setLocale = useCallback((next: Locale) => {
    rememberLocale(next);
    setState(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const language = useMemo(
    () => ({ locale, messages: CATALOGUES[locale], format: createFormat(locale), setLocale }),
    [locale, setLocale],
  );
  return <LanguageContext value={language}>{children}</LanguageContext>;
};

export const useLanguage = (): Language => {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('useLanguage outside of LanguageProvider');
  return language;
};

export const useMessages = (): Messages => useLanguage().messages;
export const useFormat = (): Format => useLanguage().format;
