import type { Messages } from '../../i18n/index.tsx';

/** What went wrong with an attempt, in words: `n8n a répondu par une erreur (HTTP 500)`. */
export const attemptErrorText = (
  { attemptErrors }: Messages,
  attempt: { status_code: number | null; error_code: string | null },
): string => {
  const { status_code: status, error_code: code } = attempt;
  const known: Readonly<Record<string, string>> = attemptErrors;
  // Codes of the network are many: those that say nothing more to a reader share one text.
  const text = code === null ? null : (known[code] ?? attemptErrors.network_error);
  const answer = status === null ? null : `HTTP ${status}`;
  return text !== null && answer !== null ? `${text} (${answer})` : (text ?? answer ?? '');
};
