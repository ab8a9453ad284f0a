/**
 * `npm run audit:verify`: verifies the audit chain of every company and names every bad entry. It goes on
 * after a fault, whatever the tables hold. `-- --expect-head <slug>=<hash>` (any number of them) also demands
 * that the company's chain contains this hash, noted outside of the database (`docs/operations.md`).
 *
 * Hashes are computed here, not by the database function: an attacker who changes rows could change
 * the function too. An attacker who can write all tables could also rebuild a whole chain. Only a head
 * that was noted before reveals this.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { connect, type Database } from '../platform/database.ts';
import {
  canReadAllCompanies,
  listCompanies,
  listUnknownCompanies,
  readChain,
  type StoredHead,
  type StoredLink,
} from '../queries/audit.ts';

const COMPANY_PAGE_SIZE = 100;
const LINK_PAGE_SIZE = 1_000;
/** The rest is named by the next run, when these are gone. */
const UNKNOWN_COMPANIES_MAX = 1_000;
const NO_HASH = Buffer.alloc(0);

export interface ChainReport {
  slug: string;
  entryCount: number;
  /** Hexadecimal; empty for a chain without entries. */
  head: string;
  faultCount: number;
}

/** Called for each fault, in the order of the entries. */
type ReportFault = (slug: string, fault: string) => void;

interface VerifyOptions {
  reportFault: ReportFault;
  /** Company → hash that its chain must contain, hexadecimal. */
  expectedHeads?: ReadonlyMap<string, string>;
}

/** One report per company, in pages. In: a connection as relais_owner. */
export async function* verifyAudit(
  ownerDatabase: Database,
  { reportFault, expectedHeads = new Map() }: VerifyOptions,
): AsyncGenerator<ChainReport> {
  const notFound = new Set(expectedHeads.keys());
  let afterCompanyId: string | null = null;
  for (let isLastPage = false; !isLastPage;) {
    const companies = await listCompanies(ownerDatabase, {
      afterCompanyId,
      limit: COMPANY_PAGE_SIZE,
    });
    for (const { company_id: companyId, slug } of companies) {
      notFound.delete(slug);
      const chain = { slug, companyId, expected: expectedHeads.get(slug) };
      yield await verifyChain(ownerDatabase, chain, reportFault);
      afterCompanyId = companyId;
    }
    isLastPage = companies.length < COMPANY_PAGE_SIZE;
  }
  for (const companyId of await listUnknownCompanies(ownerDatabase, UNKNOWN_COMPANIES_MAX)) {
    const slug = `company ${companyId}`;
    reportFault(slug, 'the company does not exist, but its audit trail does');
    const chain = { slug, companyId, expected: undefined };
    const report = await verifyChain(ownerDatabase, chain, reportFault);
    yield { ...report, faultCount: report.faultCount + 1 };
  }
  for (const slug of notFound)
    reportFault(slug, 'there is no such company, but a head is expected');
}

interface Chain {
  slug: string;
  companyId: string;
  expected: string | undefined;
}

const verifyChain = async (
  ownerDatabase: Database,
  { slug, companyId, expected }: Chain,
  reportFault: ReportFault,
): Promise<ChainReport> => {
  let faultCount = 0;
  const report = (fault: string): void => {
    faultCount += 1;
    reportFault(slug, fault);
  };
  const walk = createWalk(report, expected);
  const input = { companyId, pageSize: LINK_PAGE_SIZE };
  const head = await readChain(ownerDatabase, input, async (links) => {
    for (const link of links) walk.next(link);
    return Promise.resolve();
  });
  const { entryCount, last } = walk.end(head);
  return { slug, entryCount, head: last.hash.toString('hex'), faultCount };
};

interface Last {
  sequence: bigint;
  hash: Buffer;
}

/** Compares each entry with the one before it. Reports at most one fault of an entry, and each gap. */
const createWalk = (report: (fault: string) => void, expected: string | undefined) => {
  let last: Last = { sequence: 0n, hash: NO_HASH };
  /** False if the entry before is missing, has no hash, or is there twice: then nothing is compared. */
  let isLinked = true;
  let entryCount = 0;
  let isExpectedFound = expected === undefined || expected === '';

  const reportGap = (from: bigint, to: bigint): void =>
    report(from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`);

  return {
    next: (link: StoredLink): void => {
      const sequence = link.sequence === null ? null : BigInt(link.sequence);
      if (sequence === null) return report('an entry has no number');
      if (sequence <= 0n) return report(`entry ${sequence} has a number below 1`);
      if (sequence === last.sequence) {
        isLinked = false; // which of the two the next one follows is not known
        return report(`entry ${sequence} is there twice`);
      }
      if (sequence > last.sequence + 1n) {
        reportGap(last.sequence + 1n, sequence - 1n);
        isLinked = false;
      }
      entryCount += 1;
      const fault = linkFault(isLinked ? last.hash : null, link);
      if (fault !== null) report(`entry ${sequence} ${fault}`);
      if (link.hash?.toString('hex') === expected) isExpectedFound = true;
      last = { sequence, hash: link.hash ?? NO_HASH };
      isLinked = link.hash !== null;
    },
    end: (head: StoredHead | undefined): { entryCount: number; last: Last } => {
      reportHead(report, reportGap, head, last);
      if (!isExpectedFound) report(`no entry has the expected hash ${expected}`);
      return { entryCount, last };
    },
  };
};

const linkFault = (previousHash: Buffer | null, link: StoredLink): string | null => {
  if (link.hash === null) return 'has no hash';
  if (link.previous_hash === null) return 'has no hash of the entry before it';
  if (previousHash !== null && !link.previous_hash.equals(previousHash)) {
    return 'does not contain the hash of the entry before it';
  }
  if (link.content === null) return 'has no finite time';
  const computed = createHash('sha256').update(link.previous_hash).update(link.content).digest();
  if (!computed.equals(link.hash)) return 'has been changed';
  return link.is_listed_as_written ? null : 'is listed under another record or request';
};

/** Missing entries at the end, entries after the head, or a head with another hash. */
const reportHead = (
  report: (fault: string) => void,
  reportGap: (from: bigint, to: bigint) => void,
  head: StoredHead | undefined,
  last: Last,
): void => {
  if (head === undefined) return report("the company's head row is missing");
  if (head.sequence === null || head.hash === null) return report("the company's head is empty");
  const sequence = BigInt(head.sequence);
  if (sequence > last.sequence) return reportGap(last.sequence + 1n, sequence);
  if (sequence < last.sequence) {
    return report(`the head is at entry ${sequence}, but the last entry is ${last.sequence}`);
  }
  if (head.hash.equals(last.hash)) return undefined;
  return report(`entry ${last.sequence} does not have the hash of the company's head`);
};

/** In: `<slug>=<hash>` of each `--expect-head`. */
const parseExpectedHeads = (args: string[]): Map<string, string> => {
  const { values } = parseArgs({
    args,
    options: { 'expect-head': { type: 'string', multiple: true, default: [] } },
  });
  return new Map(
    values['expect-head'].map((text) => {
      const [, slug, hash] = /^([^=]+)=([0-9a-f]{64})$/i.exec(text) ?? [];
      if (slug === undefined || hash === undefined) {
        throw new Error(
          `--expect-head takes <slug>=<hash>, where the hash has 64 hexadecimal digits, not "${text}".`,
        );
      }
      return [slug, hash.toLowerCase()];
    }),
  );
};

const main = async (): Promise<void> => {
  const expectedHeads = parseExpectedHeads(process.argv.slice(2));
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl === undefined || ownerUrl === '') {
    throw new Error(
      'DATABASE_OWNER_URL is not set. It is the database URL with the role relais_owner.',
    );
  }
  const ownerDatabase = connect(ownerUrl, 1);
  const reportFault: ReportFault = (slug, fault) => {
    process.exitCode = 1;
    process.stdout.write(`BROKEN  ${slug}: ${fault}\n`);
  };
  let chainCount = 0;
  try {
    if (!(await canReadAllCompanies(ownerDatabase))) {
      throw new Error(
        'Nothing was checked: DATABASE_OWNER_URL signs in as a role that can not read all companies; use relais_owner.',
      );
    }
    for await (const report of verifyAudit(ownerDatabase, { reportFault, expectedHeads })) {
      chainCount += 1;
      const { slug, entryCount, head, faultCount } = report;
      if (faultCount > 0) continue;
      process.stdout.write(`ok      ${slug}: ${entryCount} entries, head ${head || '(none)'}\n`);
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
