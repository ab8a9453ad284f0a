/** The roles, as the api has them, from the lowest to the highest. */

export const ROLES = ['agent', 'supervisor', 'owner', 'super_admin'] as const;
export type Role = (typeof ROLES)[number];
