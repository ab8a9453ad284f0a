/** How a call of a language model ends, and what a run is called for. */

/** Why no usable answer came. */
export const AI_FAILURES = [
  'over_budget',
  'blocked_secrets',
  'unusable_output',
  'timeout',
  'rate_limited',
  'unavailable',
  'refused',
] as const;
export type AiFailure = (typeof AI_FAILURES)[number];

/** `interrupted`: the process that made the call has died. */
export const AI_OUTCOMES = ['running', 'succeeded', ...AI_FAILURES, 'interrupted'] as const;
export type AiOutcome = (typeof AI_OUTCOMES)[number];

/** They may pass: the same call can succeed later. */
export const PASSING_FAILURES: readonly AiFailure[] = ['timeout', 'rate_limited', 'unavailable'];

/**
 * Details of an outcome. `egress_refused`: the address is not public. `key_refused`: 401 or 403. `model_unknown`:
 * 404. `request_refused`: another 4xx. `redirected`: redirects are not followed. `quota_exhausted`: of the account.
 * `content_refused`: by the model or its filter. `too_many_calls`: of this company at once, in this process.
 * `sender_limit`: the sender of a mail, or its domain, has used its part of the day's budget (`sender-budget.ts`).
 * `bad_answer`: it is not the protocol of OpenAI.
 */
export const AI_ERROR_CODES = [
  'egress_refused',
  'key_refused',
  'model_unknown',
  'request_refused',
  'redirected',
  'quota_exhausted',
  'content_refused',
  'input_too_long',
  'too_many_calls',
  'sender_limit',
  'no_answer',
  'server_busy',
  'server_error',
  'connection_failed',
  'bad_answer',
  'no_json',
  'wrong_shape',
  'answer_cut',
] as const;
export type AiErrorCode = (typeof AI_ERROR_CODES)[number];

/** What prompts there are. Each has its file below `prompts/`. */
export const AI_PURPOSES = [
  'try',
  'reply',
  'classify',
  'summary',
  'compose',
  'rewrite',
  'case_summary',
  'case_risk',
  'case_recommendations',
  'case_next_steps',
  'case_references',
] as const;
export type AiPurpose = (typeof AI_PURPOSES)[number];

/** The model of `npm start` without a key (dev/fakes/openai): what it answers is labelled. */
export const DEMO_MODEL = 'relais-demo';

/** Runs are kept as long as that. */
export const RUN_RETENTION_DAYS = 90;

/** A call that took longer has lost its process: the longest one takes 30 s, and its transactions seconds. */
export const INTERRUPTED_AFTER_SECONDS = 300;
