import {
  createContext,
  use,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ReactNode } from 'react';
import {
  areMessagesUsed,
  catalogueOf,
  loadFrameMessages,
  loadMessages,
  useFailure,
} from './catalogues.ts';
import { createFormat, type Format } from './format.ts';
import type { Messages } from './fr.ts';
import type { FrameMessages } from './frame.fr.ts';
import { rememberLocale, type Locale } from './locale.ts';

/**
 * The words of the console: `useMessages().audit.title`. Components contain no text themselves. What is in
 * the first load has the words of the frame alone: `useFrameMessages().shell.menu`.
 */

export type { Messages } from './fr.ts';
export type { FrameMessages } from './frame.fr.ts';

interface Language {
  locale: Locale;
  format: Format;
  setLocale: (locale: Locale) => void;
}

const LanguageContext = createContext<(Language & { frame: FrameMessages }) | null>(null);

interface LanguageProviderProps {
  initial: { locale: Locale; frame: FrameMessages };
  children: ReactNode;
}

export const LanguageProvider = ({ initial, children }: LanguageProviderProps) => {
  const [{ locale, frame }, setState] = useState(initial);
  const wanted = useRef(initial.locale);
  const setLocale = useCallback((next: Locale) => {
    rememberLocale(next);
    if (next === wanted.current) return;
    wanted.current = next;
    loadAll(next).then(
      (loaded) => {
        // Another choice may have been made meanwhile.
        if (wanted.current === next) setState({ locale: next, frame: loaded });
      },
      // Without a connection the language stays. The next load of the console has the new one.
      () => undefined,
    );
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const language = useMemo(
    () => ({ locale, frame, format: createFormat(locale), setLocale }),
    [locale, frame, setLocale],
  );
  return <LanguageContext value={language}>{children}</LanguageContext>;
};

/** What is on the screen changes at once: with the words of pages, if a page may be open. */
const loadAll = async (locale: Locale): Promise<FrameMessages> => {
  const [frame] = await Promise.all([
    loadFrameMessages(locale),
    areMessagesUsed() ? loadMessages(locale) : null,
  ]);
  return frame;
};

const useContextValue = () => {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('useLanguage outside of LanguageProvider');
  return language;
};

export const useLanguage = (): Language => useContextValue();
export const useFormat = (): Format => useContextValue().format;

/** The words that are in the first load. */
export const useFrameMessages = (): FrameMessages => useContextValue().frame;

/**
 * All words. Suspends until they are loaded, so none is ever missing. Not for what is in the first load: it
 * would wait for the words of all pages (test/console/size.test.ts).
 */
export const useMessages = (): Messages => {
  const { messages, loaded } = catalogueOf(useContextValue().locale);
  return messages ?? use(loaded);
};

/** Why all words can't be loaded: to show it in the place of what waits for them. Null if nothing has failed. */
export const useMessagesFailure = (): Error | null => useFailure(useContextValue().locale);
