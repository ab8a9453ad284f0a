/** Binds the encrypted key to its company (src/domain/shared/secret-columns.ts). */
export const aiKeyContext = (companyId: number): string => `ai/${companyId}/api_key_encrypted`;
