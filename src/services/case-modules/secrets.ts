import { moduleSecretContext } from '../../domain/case-modules/secrets.ts';
import type { ModuleKind } from '../../domain/case-modules/kinds.ts';
import { decrypt, encrypt, keyIdOf, type EncryptionKey } from '../../domain/shared/secrets.ts';

/** What requests to a module are signed with, as its row keeps it. */

interface Keeper {
  keys: readonly EncryptionKey[];
  companyId: number;
  kind: ModuleKind;
}

export const encryptModuleSecret = ({ keys, companyId, kind }: Keeper, secret: string): Buffer =>
  encrypt(keys, secret, moduleSecretContext(companyId, kind));

/** Null: the encryption key of the value is not configured. */
export const readModuleSecret = (
  { keys, companyId, kind }: Keeper,
  envelope: Uint8Array,
): string | null =>
  keys.some(({ id }) => id === keyIdOf(envelope))
    ? decrypt(keys, envelope, moduleSecretContext(companyId, kind))
    : null;
