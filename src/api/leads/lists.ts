import { z } from '@hono/zod-openapi';
import { leadsExported, leadsListed } from '../../domain/leads/events.ts';
import {
  LEAD_SORTS,
  LeadFilterQuery,
  LeadQuery,
  type LeadFilter,
  type LeadSort,
} from '../../domain/leads/filter.ts';
import { LeadCsvRow, LeadOut } from '../../domain/leads/shapes.ts';
import {
  COUNT_MAX,
  decodeCursor,
  ListCountOut,
  pageOf,
  toListCount,
  toPage,
  MicrosecondsKey,
  TextKey,
} from '../../domain/shared/pages.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { countLeads, listLeads, type LeadView } from '../../queries/leads/list.ts';
import { csv } from '../http/answers/kinds.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { instant, leadOut } from './views.ts';

/** Endpoints that read many leads: all with the same filters and the same reach. */

export const leadListEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'leads.list',
      method: 'get',
      path: '/api/leads',
      permission: 'leads:read',
      summary: 'List leads, newest first unless sorted otherwise',
      description:
        'An agent sees the leads assigned to them and the unassigned ones of their call centre; a supervisor all leads of their call centre. Each read is recorded in the audit trail.',
      query: LeadQuery,
      status: 200,
      answer: pageOf(LeadOut),
    },
    async ({ query: { limit, cursor, sort: order, ...filter }, scope, read }) => {
      const { sort, isDescending } = orderOf(order);
      const after = decodeCursor(cursor, CURSORS[sort]);
      return read(async (tx) => {
        const rows = await listLeads(tx, {
          scope,
          filter,
          sort,
          isDescending,
          after,
          limit: limit + 1,
        });
        const page = toPage(rows, limit, (row) => [row.sort_key, row.id] as const);
        tx.emit(leadsListed, {
          subjectId: '*',
          after: { lead_ids: page.data.map((row) => row.id) },
        });
        return { body: { ...page, data: page.data.map(leadOut) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'leads.count',
      method: 'get',
      path: '/api/leads/count',
      permission: 'leads:read',
      summary: `Count the matching leads, up to ${COUNT_MAX}`,
      query: LeadFilterQuery,
      status: 200,
      answer: ListCountOut,
    },
    async ({ query: filter, scope, read }) => ({
      body: toListCount(
        await read((tx) => countLeads(tx, { scope, filter, limit: COUNT_MAX + 1 })),
      ),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'leads.export',
      method: 'get',
      path: '/api/leads/export',
      permission: 'leads:export',
      summary: 'The matching leads as CSV, newest first',
      description:
        'At most 100,000. Each page that is read is recorded in the audit trail, with the ids of its leads.',
      query: LeadFilterQuery,
      status: 200,
      answer: csv(LeadCsvRow),
    },
    ({ query: filter, scope, read }) =>
      Promise.resolve({ name: 'leads.csv', rows: exportedRows(read, { filter, scope }) }),
  ),
];

const EXPORT_PAGE_SIZE = 500;
const EXPORT_PAGE_COUNT_MAX = 200;

type Read = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** A transaction for each page, so that none stays open while the client reads. */
async function* exportedRows(
  read: Read,
  selection: { filter: LeadFilter; scope: Scope },
): AsyncGenerator<z.input<typeof LeadCsvRow>> {
  let after: readonly [string | number, number] | undefined;
  for (let page = 0; page < EXPORT_PAGE_COUNT_MAX; page += 1) {
    const rows = await read(async (tx) => {
      const found = await listLeads(tx, {
        ...selection,
        sort: 'created_at',
        isDescending: true,
        after,
        limit: EXPORT_PAGE_SIZE,
      });
      tx.emit(leadsExported, {
        subjectId: '*',
        after: { filter: selection.filter, lead_ids: found.map(({ id }) => id) },
      });
      return found;
    });
    for (const row of rows) yield csvRow(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < EXPORT_PAGE_SIZE) return;
    after = [last.sort_key, last.id];
  }
}

const csvRow = (lead: LeadView): z.input<typeof LeadCsvRow> => ({
  ...lead,
  created_at: lead.created_at.toISOString(),
  assigned_to: lead.assigned_to_name,
  call_centre: lead.call_centre_name,
  form: lead.form_name,
  email_confirmed_at: instant(lead.email_confirmed_at),
  called_at: instant(lead.called_at),
  converted_at: instant(lead.converted_at),
  data: JSON.stringify(lead.data),
});

/** `-name` → name, descending. */
const orderOf = (
  name: z.infer<typeof LeadQuery>['sort'],
): { sort: LeadSort; isDescending: boolean } => {
  const sort = LEAD_SORTS.find((one) => name.endsWith(one)) ?? 'created_at';
  return { sort, isDescending: name.startsWith('-') };
};

/** What the cursor of each sort holds: the key of the last row, and its id. */
const CURSORS = {
  created_at: z.tuple([MicrosecondsKey, z.int()]),
  updated_at: z.tuple([MicrosecondsKey, z.int()]),
  name: z.tuple([TextKey, z.int()]),
  status: z.tuple([TextKey, z.int()]),
} as const satisfies Record<LeadSort, z.ZodType>;
