/**
 * Verifies the audit chain of every company and prints the first broken entry: `npm run audit:verify`.
 *
 * Hashes are computed here, not by the database function: an attacker who changes rows could change
 * the function too. An attacker who can write all tables could also rebuild a whole chain. To detect
 * this, store the printed heads outside of the database and compare them.
 */
import { createHash } from 'node:crypto';
import { connect, type Database } from '../platform/database.ts';
import {
  findTail,
  listHeads,
  listLinks,
  canReadAllCompanies,
  type HeadRow,
  type LinkRow,
} from '../queries/audit.ts';

const COMPANY_PAGE_SIZE = 100;
const LINK_PAGE_SIZE = 1_000;

export interface ChainReport {
  companyId: number;
  slug: string;
  entryCount: number;
  /** Hexadecimal; empty for a chain without entries. */
  head: string;
  /** The first fault of the chain; null if it is intact. */
  fault: string | null;
}

/** One report per company, in pages. In: a connection as relais_owner. */
export async function* verifyAudit(ownerDatabase: Database): AsyncGenerator<ChainReport> {
  let afterCompanyId = 0;
  for (;;) {
    const heads = await listHeads(ownerDatabase, { afterCompanyId, limit: COMPANY_PAGE_SIZE });
    for (const head of heads) yield await verifyChain(ownerDatabase, head);
    const last = heads.at(-1);
    if (!last || heads.length < COMPANY_PAGE_SIZE) return;
    afterCompanyId = last.company_id;
  }
}

/** Verifies up to the head that was read first. Entries written during the run are left to the next. */
const verifyChain = async (ownerDatabase: Database, head: HeadRow): Promise<ChainReport> => {
  const { company_id: companyId, slug } = head;
  const report = { companyId, slug, entryCount: 0, head: '', fault: null };
  if (head.sequence === null || head.hash === null) {
    return { ...report, fault: "the company's head row is missing" };
  }
  let previous: Pick<LinkRow, 'sequence' | 'hash'> = { sequence: 0, hash: Buffer.alloc(0) };
  while (previous.sequence < head.sequence) {
    const links = await listLinks(ownerDatabase, {
      companyId,
      afterSequence: previous.sequence,
      limit: LINK_PAGE_SIZE,
    });
    for (const link of links.filter(({ sequence }) => sequence <= Number(head.sequence))) {
      const fault = linkFault(previous, link);
      if (fault !== null) return { ...report, entryCount: previous.sequence, fault };
      previous = link;
    }
    if (links.length === 0) {
      const fault = `entries ${previous.sequence + 1} to ${head.sequence} are missing`;
      return { ...report, entryCount: previous.sequence, fault };
    }
  }
  const fault = previous.hash.equals(head.hash)
    ? await tailFault(ownerDatabase, companyId)
    : `entry ${previous.sequence} does not have the hash of the company's head`;
  return { ...report, entryCount: previous.sequence, head: previous.hash.toString('hex'), fault };
};

const linkFault = (previous: Pick<LinkRow, 'sequence' | 'hash'>, link: LinkRow): string | null => {
  if (link.sequence !== previous.sequence + 1) return `entry ${previous.sequence + 1} is missing`;
  if (!link.previous_hash.equals(previous.hash)) {
    return `entry ${link.sequence} does not contain the hash of the entry before it`;
  }
  const computed = createHash('sha256').update(link.previous_hash).update(link.content).digest();
  return computed.equals(link.hash) ? null : `entry ${link.sequence} has been changed`;
};

/** Detects entries after the head: the head was set back, or entries were added without it. */
const tailFault = async (ownerDatabase: Database, companyId: number): Promise<string | null> => {
  const tail = await findTail(ownerDatabase, companyId);
  const head = tail?.head_sequence ?? 0;
  return (tail?.last_sequence ?? 0) === head
    ? null
    : `the head is at entry ${head}, but the last entry is ${tail?.last_sequence ?? 'missing'}`;
};

const main = async (): Promise<void> => {
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl === undefined || ownerUrl === '') {
    throw new Error(
      'DATABASE_OWNER_URL is not set. It is the database URL with the role relais_owner.',
    );
  }
  const ownerDatabase = connect(ownerUrl, 1);
  let chainCount = 0;
  try {
    if (!(await canReadAllCompanies(ownerDatabase))) {
      throw new Error(
        'Nothing was checked: DATABASE_OWNER_URL signs in as a role that can not read all companies; use relais_owner.',
      );
    }
    for await (const { slug, entryCount, head, fault } of verifyAudit(ownerDatabase)) {
      chainCount += 1;
      if (fault !== null) process.exitCode = 1;
      process.stdout.write(
        fault === null
          ? `ok      ${slug}: ${entryCount} entries, head ${head || '(none)'}\n`
          : `BROKEN  ${slug}: ${fault}\n`,
      );
    }
    process.stdout.write(`${chainCount} chain(s) checked\n`);
  } finally {
    await ownerDatabase.end();
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
