/** The two kinds of contacts. Most of what can be done with one can be done with the other. */
export const CONTACT_KINDS = ['person', 'organisation'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];
