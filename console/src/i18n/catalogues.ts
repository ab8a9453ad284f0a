import { loadFile } from '../api/missing-file.ts';
import { createStore, useStore } from '../api/store.ts';
import type { Messages } from './fr.ts';
import type { FrameMessages } from './frame.fr.ts';
import { LOCALES, type Locale } from './locale.ts';

/**
 * Loads the words. Each language has two files: the words of the frame, which the first load needs, and the
 * whole catalogue, which is loaded after sign-in together with the first page.
 */

const FRAMES: Record<Locale, () => Promise<FrameMessages>> = {
  fr: async () => (await import('./frame.fr.ts')).frameFr,
  en: async () => (await import('./frame.en.ts')).frameEn,
};

const IMPORTERS: Record<Locale, () => Promise<Messages>> = {
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
};

export const loadFrameMessages = (locale: Locale): Promise<FrameMessages> => FRAMES[locale]();

interface Catalogue {
  /** Null until they are loaded. */
  messages: Messages | null;
  /** The last attempt to load them. */
  attempt: Promise<Messages> | null;
  /** Resolves once an attempt succeeds. Never rejects: a component that waits for it can't fail. */
  loaded: Promise<Messages>;
  finish: (messages: Messages) => void;
}

const createCatalogue = (): Catalogue => {
  let finish: Catalogue['finish'] = () => undefined;
  const loaded = new Promise<Messages>((resolve) => {
    finish = resolve;
  });
  return { messages: null, attempt: null, loaded, finish };
};

const CATALOGUES: Readonly<Record<Locale, Catalogue>> = {
  fr: createCatalogue(),
  en: createCatalogue(),
};

/** By language: why its last attempt has failed. */
const failures = createStore<Partial<Record<Locale, Error>>>({});

const attemptOf = (locale: Locale): Promise<Messages> => {
  const catalogue = CATALOGUES[locale];
  if (catalogue.attempt !== null) return catalogue.attempt;
  const attempt = loadFile(IMPORTERS[locale]);
  catalogue.attempt = attempt;
  attempt.then(
    (messages) => {
      catalogue.messages = messages;
      catalogue.finish(messages);
    },
    (error: Error) => failures.set({ ...failures.get(), [locale]: error }),
  );
  return attempt;
};

/** Loads them once. After a failure a call tries again, in every language. Errors: MissingFileError. */
export const loadMessages = (locale: Locale): Promise<Messages> => {
  const failed = LOCALES.filter((one) => failures.get()[one] !== undefined);
  for (const one of failed) CATALOGUES[one].attempt = null;
  if (failed.length > 0) failures.set({});
  return attemptOf(locale);
};

/** For a component: starts the first attempt. */
export const catalogueOf = (locale: Locale): Readonly<Catalogue> => {
  void attemptOf(locale);
  return CATALOGUES[locale];
};

/** Null while nothing has failed. */
export const useFailure = (locale: Locale): Error | null => useStore(failures)[locale] ?? null;

/** True once the words of pages were asked for in any language. */
export const areMessagesUsed = (): boolean =>
  LOCALES.some((locale) => CATALOGUES[locale].attempt !== null);
