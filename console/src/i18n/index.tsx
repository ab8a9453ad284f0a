import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ReactNode } from 'react';
import { createFormat, type Format } from './format.ts';
import type { Messages } from './fr.ts';
import { rememberLocale, type Locale } from './locale.ts';

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

/** Each catalogue is a file of its own: a reader loads the one of their language. */
const CATALOGUES: Record<Locale, () => Promise<Messages>> = {
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
};

export const loadMessages = (locale: Locale): Promise<Messages> => CATALOGUES[locale]();

const LanguageContext = createContext<Language | null>(null);

interface LanguageProviderProps {
  initial: { locale: Locale; messages: Messages };
  children: ReactNode;
}

export const LanguageProvider = ({ initial, children }: LanguageProviderProps) => {
  const [{ locale, messages }, setState] = useState(initial);
  const wanted = useRef(initial.locale);
  const setLocale = useCallback((next: Locale) => {
    rememberLocale(next);
    if (next === wanted.current) return;
    wanted.current = next;
    loadMessages(next).then(
      (loaded) => {
        // Another choice may have been made meanwhile.
        if (wanted.current === next) setState({ locale: next, messages: loaded });
      },
      // Without a connection the language stays. The next load of the console has the new one.
      () => undefined,
    );
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const language = useMemo(
    () => ({ locale, messages, format: createFormat(locale), setLocale }),
    [locale, messages, setLocale],
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
