import type { Locale } from '../companies/shapes.ts';

export interface Words {
  titre: string;
  message: string;
}

/** The text of a notification in the reader's language. Undefined for parameters of a newer version. */
export type WordsOf = (locale: Locale, params: unknown) => Words | undefined;
