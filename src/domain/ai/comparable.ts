import { plainLine } from './plain-text.ts';

/** A text as quotes are compared: spaces, case and typographic marks are no difference. */
export const comparable = (text: string): string =>
  plainLine(text)
    .normalize('NFKC')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”«»]/g, '"')
    .toLowerCase();
