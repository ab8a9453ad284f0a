import { MODULE_KINDS } from '../../src/domain/case-modules/kinds.ts';
import type { EncryptionKey } from '../../src/domain/shared/secrets.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { listModules } from '../../src/queries/case-modules.ts';
import { putModule } from '../../src/services/case-modules/save.ts';

/** The modules of `npm start`, as an owner connects them. */

interface ModuleAccess {
  url: string;
  /** `whsec_…` */
  secret: string;
}

/** Undefined without the modules of `npm start`. */
export const readModuleAccess = (environment: NodeJS.ProcessEnv): ModuleAccess | undefined => {
  const { DEMO_MODULES_URL: url, DEMO_MODULES_SECRET: secret } = environment;
  return url === undefined || secret === undefined ? undefined : { url, secret };
};

/**
 * Search is connected, but off: references come from the company's own library. Twice: the modules may listen on another port
 * than at the start before; what people changed or deleted stays so.
 */
export const addModules = async (
  tx: Transaction,
  access: ModuleAccess | undefined,
  keys: readonly EncryptionKey[] | undefined,
): Promise<void> => {
  if (access === undefined || keys === undefined) return;
  const { sql, actor } = tx;
  if ((await listModules(tx)).length > 0) {
    await sql`
      update case_modules
      set base_url = ${access.url}::text || '/' || kind
      where company_id = ${actor.companyId}::bigint
        and base_url ~ ('^http://127\\.0\\.0\\.1:[0-9]+/' || kind || '$')
    `;
    return;
  }
  const deps = { config: { DANGEROUS_ALLOW_LOOPBACK_EGRESS: true }, encryptionKeys: keys };
  for (const kind of MODULE_KINDS) {
    await putModule(deps, tx, kind, {
      version: 0,
      base_url: `${access.url}/${kind}`,
      secret: access.secret,
      is_enabled: kind !== 'rag',
    });
  }
};
