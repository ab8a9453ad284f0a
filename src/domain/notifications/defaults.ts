/**
 * The channels of a kind of notification until its user chooses. E-mail is off: a user gets no mail that
 * they did not ask for, and an installation without a mail server has no work.
 */
export const PREFERENCE_DEFAULT = { console: true, email: false, is_daily: false } as const;

/** Serious products send it at the start of the working day. */
export const DIGEST_TIME_DEFAULT = '08:00';
