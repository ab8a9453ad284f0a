/** Binds the encrypted secret to its company and module (src/domain/shared/secret-columns.ts). */
export const moduleSecretContext = (companyId: number, kind: string): string =>
  `case-module/${companyId}/${kind}/secret_encrypted`;
