/** How many tokens a call may use, and what they cost. */

/** What the protocol adds around messages: roles and separators. */
const OVERHEAD_TOKENS = 200;

/**
 * The most that a call can use: a token is at least one byte of UTF-8, and the server is told the most it may
 * write. Its report replaces this after the call.
 */
export const tokensAtMost = (texts: readonly string[], outputTokenMax: number): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), OVERHEAD_TOKENS + outputTokenMax);

export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
}

/** Per million tokens. */
export interface TokenPrices {
  input: number;
  output: number;
  currency: string;
}

const MILLION = 1_000_000;

export const costOf = (
  { inputTokens, outputTokens }: TokenUsage,
  { input, output }: TokenPrices,
): number => (inputTokens * input + outputTokens * output) / MILLION;

/** The day of a budget, in UTC: `2026-01-31`. */
export const budgetDay = (now: Date): string => now.toISOString().slice(0, 10);
