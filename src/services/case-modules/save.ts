import { caseModuleDeleted, caseModuleUpdated } from '../../domain/case-modules/events.ts';
import type { ModuleKind } from '../../domain/case-modules/kinds.ts';
import type { CaseModuleIn } from '../../domain/case-modules/shapes.ts';
import { baseUrlFaults } from '../../domain/shared/base-url.ts';
import { fault } from '../../domain/shared/faults.ts';
import type { Config } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  deleteModule,
  findModule,
  saveModule,
  type CaseModuleRow,
} from '../../queries/case-modules.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { requireVersion } from '../shared/versions.ts';
import { encryptModuleSecret } from './secrets.ts';

/** Which systems a company connects to its cases. */

type SaveDeps = Pick<Deps, 'encryptionKeys'> & {
  config: Pick<Config, 'DANGEROUS_ALLOW_LOOPBACK_EGRESS'>;
};

/** Makes the module, or replaces its fields. Its circuit is closed. Errors: `version_conflict`, `validation_failed`. */
export const putModule = async (
  deps: SaveDeps,
  tx: Transaction,
  kind: ModuleKind,
  input: CaseModuleIn,
): Promise<void> => {
  await lockSetting(tx, 'case_modules');
  const before = await findModule(tx, { kind, isLocked: true });
  requireVersion(before ?? { version: 0 }, input.version);
  const after = {
    kind,
    baseUrl: input.base_url,
    isEnabled: input.is_enabled,
    version: input.version + 1,
    secretEncrypted: secretOf(deps, tx, kind, { before, input }),
  };
  await saveModule(tx, after);
  tx.emit(caseModuleUpdated, {
    subjectId: kind,
    ...(before && { before: auditedModule(before) }),
    after: {
      base_url: after.baseUrl,
      is_enabled: after.isEnabled,
      has_new_secret: input.secret !== undefined,
    },
  });
};

/** Under the lock of the row. Its secret is gone. */
export const removeModule = async (tx: Transaction, row: CaseModuleRow): Promise<void> => {
  await deleteModule(tx, row.kind);
  tx.emit(caseModuleDeleted, { subjectId: row.kind, before: auditedModule(row) });
};

const secretOf = (
  { encryptionKeys: keys, config }: SaveDeps,
  { actor: { companyId } }: Transaction,
  kind: ModuleKind,
  { before, input }: { before: CaseModuleRow | undefined; input: CaseModuleIn },
): Buffer => {
  const faults = baseUrlFaults('base_url', input.base_url, {
    allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS,
  });
  const secret =
    input.secret === undefined
      ? before?.secret_encrypted
      : encryptModuleSecret({ keys, companyId, kind }, input.secret);
  if (secret === undefined) faults.push(fault('secret', 'required', {}));
  if (faults.length > 0 || secret === undefined) throw invalid(faults);
  return secret;
};

/** Without the secret. */
const auditedModule = ({ base_url, is_enabled }: CaseModuleRow) => ({ base_url, is_enabled });
