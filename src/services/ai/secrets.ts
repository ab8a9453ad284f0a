import { aiKeyContext } from '../../domain/ai/secrets.ts';
import { decrypt, encrypt, keyIdOf, type EncryptionKey } from '../../domain/shared/secrets.ts';
import { AppError } from '../../errors.ts';

/** The key of a company's own model, as its row keeps it. */

interface Keeper {
  keys: readonly EncryptionKey[];
  companyId: number;
}

export const encryptAiKey = ({ keys, companyId }: Keeper, apiKey: string): Buffer =>
  encrypt(keys, apiKey, aiKeyContext(companyId));

/** Errors: `unavailable` if the encryption key is not configured. */
export const readAiKey = ({ keys, companyId }: Keeper, envelope: Uint8Array): string => {
  if (!keys.some(({ id }) => id === keyIdOf(envelope))) {
    throw new AppError('unavailable', 'the encryption key of the AI settings is not configured');
  }
  return decrypt(keys, envelope, aiKeyContext(companyId));
};
