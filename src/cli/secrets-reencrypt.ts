/**
 * `npm run secrets:reencrypt`: encrypts all stored secrets under the first of ENCRYPTION_KEYS. Afterwards no
 * stored secret needs the other keys. It works as relais_owner, company by company, in transactions of at
 * most 200 values. It can be interrupted at any time and run again.
 */
import { EncryptionKeys } from '../config.ts';
import { secretsReencrypted } from '../domain/companies/events.ts';
import {
  isSecretColumn,
  SECRET_COLUMNS,
  type SecretColumn,
} from '../domain/shared/secret-columns.ts';
import { decrypt, encrypt, type EncryptionKey } from '../domain/shared/secrets.ts';
import { connect, inCompany, type Database, type Transaction } from '../platform/database.ts';
import { canReadAllCompanies, listCompanies } from '../queries/audit.ts';
import { SECRET_STORES } from '../queries/secrets.ts';

const COMPANY_PAGE_SIZE = 100;
const BATCH_SIZE = 200;
const COLUMNS = Object.keys(SECRET_COLUMNS).filter(isSecretColumn);

export interface ReencryptReport {
  companyId: number;
  column: SecretColumn;
  reencryptedCount: number;
  /** Damaged, or encrypted under a key that was not given. They stay as they are. */
  unreadableCount: number;
}

/** One report for each company and column. In: a connection as relais_owner; the keys, current first. */
export async function* reencryptSecrets(
  ownerDatabase: Database,
  keys: readonly EncryptionKey[],
): AsyncGenerator<ReencryptReport> {
  let afterCompanyId: string | null = null;
  for (;;) {
    const companies = await listCompanies(ownerDatabase, {
      afterCompanyId,
      limit: COMPANY_PAGE_SIZE,
    });
    for (const { company_id: companyId } of companies) {
      for (const column of COLUMNS) {
        yield await reencryptColumn(ownerDatabase, keys, Number(companyId), column);
      }
    }
    const last = companies.at(-1);
    if (!last || companies.length < COMPANY_PAGE_SIZE) return;
    afterCompanyId = last.company_id;
  }
}

const reencryptColumn = async (
  ownerDatabase: Database,
  keys: readonly EncryptionKey[],
  companyId: number,
  column: SecretColumn,
): Promise<ReencryptReport> => {
  const report = { companyId, column, reencryptedCount: 0, unreadableCount: 0 };
  for (let afterRowKey: string | undefined = ''; afterRowKey !== undefined;) {
    const after: string = afterRowKey;
    const batch = await inCompany(ownerDatabase, { companyId, userId: null }, (tx) =>
      reencryptBatch(tx, keys, column, after),
    );
    report.reencryptedCount += batch.reencryptedCount;
    report.unreadableCount += batch.unreadableCount;
    afterRowKey = batch.lastRowKey;
  }
  return report;
};

interface Batch {
  reencryptedCount: number;
  unreadableCount: number;
  /** Undefined after the last one. */
  lastRowKey: string | undefined;
}

const reencryptBatch = async (
  tx: Transaction,
  keys: readonly EncryptionKey[],
  column: SecretColumn,
  afterRowKey: string,
): Promise<Batch> => {
  const { companyId } = tx.actor;
  const store = SECRET_STORES[column];
  const keyId = keys[0]?.id ?? '';
  const rows = await store.list(tx, { keyId, afterRowKey, limit: BATCH_SIZE });
  let reencryptedCount = 0;
  for (const row of rows) {
    const context = SECRET_COLUMNS[column]({ companyId, rowKey: row.row_key });
    const plain = decryptOrUndefined(keys, row.envelope, context);
    if (plain === undefined) continue;
    await store.update(tx, { ...row, envelope: encrypt(keys, plain, context) });
    reencryptedCount += 1;
  }
  if (reencryptedCount > 0) {
    tx.emit(secretsReencrypted, {
      subjectId: companyId,
      after: { column, key_id: keyId, count: reencryptedCount },
    });
  }
  return {
    reencryptedCount,
    unreadableCount: rows.length - reencryptedCount,
    lastRowKey: rows.length < BATCH_SIZE ? undefined : rows.at(-1)?.row_key,
  };
};

const decryptOrUndefined = (
  keys: readonly EncryptionKey[],
  envelope: Buffer,
  context: string,
): string | undefined => {
  try {
    return decrypt(keys, envelope, context);
  } catch {
    return undefined;
  }
};

const main = async (): Promise<void> => {
  const { DATABASE_OWNER_URL: ownerUrl, ENCRYPTION_KEYS: keysText } = process.env;
  if (!ownerUrl) {
    throw new Error(
      'DATABASE_OWNER_URL is not set. It is the database URL with the role relais_owner.',
    );
  }
  const keys = EncryptionKeys.safeParse(keysText ?? '');
  if (!keys.success)
    throw new Error(
      'ENCRYPTION_KEYS is not set, or not valid. It holds the keys of api and worker, the new one first.',
    );
  const ownerDatabase = connect(ownerUrl, 1);
  const totals = new Map<SecretColumn, { reencrypted: number; unreadable: number }>();
  try {
    if (!(await canReadAllCompanies(ownerDatabase))) {
      throw new Error(
        'Nothing was done: DATABASE_OWNER_URL signs in as a role that can not read all companies; use relais_owner.',
      );
    }
    for await (const report of reencryptSecrets(ownerDatabase, keys.data)) {
      const total = totals.get(report.column) ?? { reencrypted: 0, unreadable: 0 };
      totals.set(report.column, {
        reencrypted: total.reencrypted + report.reencryptedCount,
        unreadable: total.unreadable + report.unreadableCount,
      });
    }
  } finally {
    await ownerDatabase.end();
  }
  for (const [column, { reencrypted, unreadable }] of totals) {
    process.stdout.write(`${column}: ${reencrypted} re-encrypted, ${unreadable} unreadable\n`);
    if (unreadable > 0) process.exitCode = 1;
  }
};

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
