/**
 * What holds for a kind of notification until its user chooses. No mail is sent until somebody asks for
 * it: nobody gets mails that they don't expect, and an installation without a mail server has no work.
 */
export const PREFERENCE_DEFAULT = { console: true, email: false } as const;
