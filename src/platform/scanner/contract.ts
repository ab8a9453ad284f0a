/** Looks for viruses in files. */
export interface Scanner {
  /**
   * Reads the content to its end, as fast as the scanner takes it. Twice: the same question again.
   * Errors: `unavailable` if the scanner does not answer, or not in time; what the source fails with.
   */
  scan: (content: AsyncIterable<Uint8Array>) => Promise<ScanResult>;
}

export type ScanResult =
  | { kind: 'clean' }
  /** `finding`: its name in the words of the scanner, on one line. */
  | { kind: 'infected'; finding: string }
  /** `too_large`: for the limits of the scanner. It is not known to be clean. */
  | { kind: 'refused'; code: 'too_large' };

/** What is counted. `unavailable`: the scanner did not answer. */
export const SCAN_OUTCOMES = ['clean', 'infected', 'refused', 'unavailable'] as const;

export const FINDING_LENGTH_MAX = 200;
