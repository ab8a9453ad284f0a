import { CaseTimelineEntryOut } from '../domain/case-timeline/shapes.ts';
import { caseTimelineRead } from '../domain/cases/events.ts';
import { CaseParams } from '../domain/cases/shapes.ts';
import {
  TimelineKey,
  TimelineQuery,
  isWorthShowing,
  timelinePosition,
} from '../domain/entity-timeline/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { scopeOf } from '../domain/shared/permissions.ts';
import { caseTimeline } from '../services/case-timeline.ts';
import { caseInReach, linkScopesOf } from './cases/views.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** What happened to a case. */

export const caseTimelineEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_timeline.read',
      method: 'get',
      path: '/api/crm/case/{id}/timeline',
      permission: 'cases:read',
      summary: 'What happened to a case, newest first',
      description:
        'Its changes, notes, files, links, tasks and analyses, and the messages of its linked conversations that the caller may read. Each read is recorded in the audit trail.',
      params: CaseParams,
      load: caseInReach,
      query: TimelineQuery,
      status: 200,
      answer: pageOf(CaseTimelineEntryOut),
    },
    ({ query, caller, read }) => {
      const cursor = decodeCursor(query.cursor, TimelineKey);
      return read(async (tx, { id: caseId }) => {
        tx.emit(caseTimelineRead, { subjectId: caseId });
        const entries = await caseTimeline(tx, {
          caseId,
          scopes: linkScopesOf(caller),
          tasks: scopeOf(caller, 'tasks:read'),
          before: cursor === undefined ? undefined : timelinePosition(cursor),
          limit: query.limit + 1,
        });
        const page = toPage(entries, query.limit, (entry) => `${entry.at} ${entry.id}`);
        return { body: { ...page, data: page.data.filter(isWorthShowing) } };
      });
    },
  );
