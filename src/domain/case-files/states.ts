/** What becomes of a file. Without zod: workflows use it. */

/** `pending`, `failed`: in quarantine. `not_scanned`: no scanner is set. */
export const SCAN_STATES = ['pending', 'clean', 'infected', 'not_scanned', 'failed'] as const;
export type ScanState = (typeof SCAN_STATES)[number];

/** Why a scan failed. The file stays in quarantine. */
export const SCAN_FAILURES = ['too_large', 'scanner_unavailable', 'file_gone'] as const;
export type ScanFailure = (typeof SCAN_FAILURES)[number];

/** `none`: it is of a type without a text, or has none. */
export const TEXT_STATES = ['pending', 'running', 'done', 'none', 'failed'] as const;
export type TextState = (typeof TEXT_STATES)[number];

/** Why a text could not be read. `bomb`: it unpacks to much more than it is. */
export const TEXT_ERRORS = [
  'bomb',
  'encrypted',
  'file_gone',
  'run_ended',
  'too_complex',
  'too_large',
  'too_many_pages',
  'unreadable',
] as const;
export type TextError = (typeof TEXT_ERRORS)[number];

/** Its content may be given to people, and read. */
export const isReleased = (state: ScanState): boolean =>
  state === 'clean' || state === 'not_scanned';

export const isTextOpen = (state: TextState): boolean => state === 'pending' || state === 'running';

/** What the console shows without running anything of it. */
export const isPreviewable = (mediaType: string): boolean =>
  /^(?:image\/(?:png|jpeg|gif|webp)|application\/pdf|text\/plain)$/.test(mediaType);
