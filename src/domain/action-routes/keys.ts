/** Encryption context of a route's API key. A ciphertext copied to another company can't be decrypted. */
export const routeKeyContext = (companyId: number): string => `action_route/${companyId}`;
