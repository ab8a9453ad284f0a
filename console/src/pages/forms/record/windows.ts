/** The periods of the statistics of a form. */
export const WINDOWS = ['7d', '28d'] as const;
