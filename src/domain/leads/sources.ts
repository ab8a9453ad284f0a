/** Where a lead came from. */
export const LEAD_SOURCES = ['form', 'api', 'console', 'import'] as const;
export type LeadSource = (typeof LEAD_SOURCES)[number];
