/** What a route's API key is bound to when encrypted: a copy in another company does not decrypt. */
export const routeKeyContext = (companyId: number): string => `action_route/${companyId}`;
