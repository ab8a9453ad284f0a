import { auditRead } from '../domain/audit/events.ts';
import { z } from '@hono/zod-openapi';
import { AuditEntryOut, AuditQuery } from '../domain/audit/shapes.ts';
import { entityLabel } from '../domain/entities/types.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { sealFacts } from '../queries/shared/facts.ts';
import { listAuditEntries, type AuditRow } from '../queries/audit.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

export const auditEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'audit.list',
      method: 'get',
      path: '/api/v1/audit',
      permission: 'audit:read',
      summary: 'The audit trail',
      description: 'Newest first. Each read is itself recorded in the audit trail.',
      query: AuditQuery,
      status: 200,
      answer: pageOf(AuditEntryOut),
    },
    async ({ query, caller, read }) => {
      const beforeSequence = decodeCursor(query.cursor, z.number());
      // Seals first, so the list contains the caller's latest changes.
      await sealFacts(deps.database, caller.companyId);
      return read(async (tx) => {
        const rows = await listAuditEntries(tx, {
          resourceType: query.resource_type,
          resourceId: query.resource_id,
          entityRef: query.entity_ref,
          entityType: query.entity_type,
          isChangesOnly: query.changes_only ?? false,
          userId: query.user_id,
          operation: query.operation,
          requestId: query.request_id,
          from: query.from,
          to: query.to,
          beforeSequence,
          limit: query.limit + 1,
        });
        const page = toPage(rows, query.limit, (row) => row.sequence);
        const { limit: _limit, cursor: _cursor, ...filters } = query;
        tx.emit(auditRead, {
          subjectId: '*',
          after: {
            filters,
            newest: page.data.at(0)?.sequence ?? null,
            oldest: page.data.at(-1)?.sequence ?? null,
          },
        });
        return { body: { ...page, data: page.data.map(toAuditEntryOut) } };
      });
    },
  ),
];

const toAuditEntryOut = (row: AuditRow): z.infer<typeof AuditEntryOut> => ({
  sequence: row.sequence,
  occurred_at: row.occurred_at.toISOString(),
  ...row.entry,
  entity:
    row.entity_type === null || row.entity_ref === null
      ? null
      : {
          type: row.entity_type,
          ref: row.entity_ref,
          label: entityLabel(row.entity_names ?? {}, row.entity_ref),
        },
  user_name: row.user_name,
  hash: row.hash.toString('hex'),
});
