import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { guessMapping } from '../../../src/domain/lead-imports/mapping.ts';
import { readRow } from '../../../src/domain/lead-imports/rows.ts';
import { DEFAULT_LEAD_STATUSES } from '../../../src/domain/lead-statuses/defaults.ts';
import type { Transaction } from '../../../src/platform/database.ts';
import { insertImportErrors, type FaultyRow } from '../../../src/queries/lead-imports/rows.ts';
import type { Chance } from '../chance.ts';
import { DAY_MS } from '../decisions.ts';
import { insert, iso } from '../rows.ts';
import { work, type LeadDraft, type Place } from './life.ts';
import { CITIES, identityOf } from './words.ts';

/** A CSV file of a fair that was imported a week ago: 60 rows, some of them faulty. */

const ROW_COUNT = 60;
/** Names that no other lead has. */
const FIRST_NUMBER = 400;
const DAYS_AGO = 6;
const FILE_NAME = 'salon-orientation-lyon.csv';
const HEADER = ['Prénom', 'Nom', 'E-mail', 'Téléphone', 'Ville'];
/** The row of the spreadsheet is the position + 2: the header is row 1. */
const FIRST_ROW_NUMBER = 2;

const FAULTS: Readonly<Record<number, (cells: string[]) => string[]>> = {
  11: ([first = '', last = '', , phone = '', city = '']) => [
    first,
    last,
    'pas d’adresse',
    phone,
    city,
  ],
  27: ([first = '', last = '', email = '', , city = '']) => [first, last, email, '06 12', city],
  42: ([, , , , city = '']) => ['', '', '', '', city],
};

/** Out: the leads of the good rows, which the caller inserts. */
export const addImport = async (
  tx: Transaction,
  chance: Chance,
  { nowMs, place }: { nowMs: number; place: Place },
): Promise<LeadDraft[]> => {
  const at = nowMs - DAYS_AGO * DAY_MS;
  const id = uuidv7({ msecs: at });
  const columns = guessMapping(HEADER);
  const leads: LeadDraft[] = [];
  const faulty: FaultyRow[] = [];
  const rows = Array.from({ length: ROW_COUNT }, (_, position) => cellsOf(chance, position));
  for (const [position, cells] of rows.entries()) {
    const read = readRow(cells, columns, DEFAULT_LEAD_STATUSES);
    if (read.kind === 'faulty') {
      faulty.push({ row_number: position + FIRST_ROW_NUMBER, errors: read.errors, cells });
    }
    if (read.kind !== 'lead') continue;
    const { companyName, email, name, phone, data } = read.lead;
    const worked = chance.happens(0.6)
      ? work(chance, { at, nowMs, place, companyName })
      : { status: 'new' as const, steps: [] };
    leads.push({
      source: 'import',
      formId: null,
      callCentreId: place.callCentreId,
      importId: id,
      importKey: read.key.toString('hex'),
      name,
      email,
      phone,
      companyName,
      data,
      status: worked.status,
      steps: [{ kind: 'created', at, userId: place.supervisor.id }, ...worked.steps],
    });
  }
  const file = [HEADER, ...rows].map((cells) => cells.join(';')).join('\n');
  const row = {
    id,
    user_id: place.supervisor.id,
    call_centre_id: place.callCentreId,
    file_name: FILE_NAME,
    file_hash: createHash('sha256').update(file).digest('hex'),
    file_size_bytes: Buffer.byteLength(file),
    format: { encoding: 'utf-8', delimiter: ';', header: HEADER, sample: rows.slice(0, 10) },
    mapping: columns,
    status: 'succeeded',
    row_offset: ROW_COUNT,
    row_count: ROW_COUNT,
    created_count: leads.length,
    error_count: faulty.length,
    created_at: iso(at - 90_000),
    updated_at: iso(at),
    finished_at: iso(at),
  };
  await insert(tx, 'lead_imports', [row]);
  await insertImportErrors(tx, { importId: id, rows: faulty });
  return leads;
};

const cellsOf = (chance: Chance, position: number): string[] => {
  const { name, email, phone } = identityOf(chance, FIRST_NUMBER + position);
  const [first = '', ...last] = name.split(' ');
  const national = phone.replace('+33', '0').replaceAll(/(..)(?=.)/g, '$1 ');
  const cells = [first, last.join(' '), email, national, chance.pick(CITIES)];
  return FAULTS[position]?.(cells) ?? cells;
};
