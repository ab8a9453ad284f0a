/** Rows of a file that may be a lead that the company has already. */

/**
 * `ignore` is the default: an agent does not call the same person twice, and an ignored row can still be
 * imported later, with `create`. Leads can't be deleted, and webhooks have sent them.
 */
export const IMPORT_DUPLICATES = ['ignore', 'create'] as const;
export type ImportDuplicates = (typeof IMPORT_DUPLICATES)[number];

/** `key`: the digest of the row. */
interface Row {
  key: string;
  /** In lower case, and in E.164, as those of leads are. */
  email: string | null;
  phone: string | null;
}

/** What leads of the company have of the rows. */
export interface KnownLeads {
  keys: ReadonlySet<string>;
  emails: ReadonlySet<string>;
  phones: ReadonlySet<string>;
}

export interface SortedRows<R> {
  /** In the order of the file. */
  accepted: R[];
  /** Keys of the rows that are possible duplicates, accepted or not. */
  duplicates: Set<string>;
}

/**
 * A row is a possible duplicate if a lead has its e-mail address or its telephone number: of any status and
 * call centre of the company, or of an earlier row. A row that was imported before is none, and is left out.
 */
export const sortRows = <R extends Row>(
  rows: readonly R[],
  known: KnownLeads,
  choice: ImportDuplicates,
): SortedRows<R> => {
  const emails = new Set(known.emails);
  const phones = new Set(known.phones);
  const sorted: SortedRows<R> = { accepted: [], duplicates: new Set() };
  for (const row of rows) {
    if (known.keys.has(row.key)) continue;
    const { email, phone } = row;
    const isDuplicate =
      (email !== null && emails.has(email)) || (phone !== null && phones.has(phone));
    if (isDuplicate) sorted.duplicates.add(row.key);
    if (isDuplicate && choice === 'ignore') continue;
    sorted.accepted.push(row);
    if (email !== null) emails.add(email);
    if (phone !== null) phones.add(phone);
  }
  return sorted;
};
