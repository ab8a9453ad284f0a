import { z } from '@hono/zod-openapi';
import { caseNotesListed } from '../domain/case-notes/events.ts';
import {
  CaseNoteIn,
  CaseNoteOut,
  CaseNoteParams,
  CaseNotePatch,
  CaseNoteQuery,
} from '../domain/case-notes/shapes.ts';
import { CaseParams } from '../domain/cases/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { findCaseNote, listCaseNotes, type CaseNoteRow } from '../queries/case-notes.ts';
import { addCaseNote, changeCaseNote, removeCaseNote } from '../services/case-notes.ts';
import { caseInReach, lockedCase } from './cases/views.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';

/** Notes of a case. */

const lockInCase = async (request: LoadRequest<typeof CaseNoteParams>) => {
  const row = await lockedCase(request);
  if (!row) return undefined;
  const { note_id: id } = request.params;
  const note = await findCaseNote(request.tx, { id, caseId: row.id, isLocked: true });
  return note && { row, note };
};

export const caseNoteEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'case_notes.list',
      method: 'get',
      path: '/api/crm/case/{id}/note',
      permission: 'cases:read',
      summary: 'The notes of a case, newest first',
      params: CaseParams,
      load: caseInReach,
      query: CaseNoteQuery,
      status: 200,
      answer: pageOf(CaseNoteOut),
    },
    ({ query: { limit, cursor, kind }, read }) => {
      const beforeId = decodeCursor(cursor, z.number());
      return read(async (tx, { id: caseId }) => {
        const rows = await listCaseNotes(tx, { caseId, kind, beforeId, limit: limit + 1 });
        const page = toPage(rows, limit, (row) => row.id);
        tx.emit(caseNotesListed, {
          subjectId: caseId,
          after: { note_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(noteOut) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'case_notes.create',
      method: 'post',
      path: '/api/crm/case/{id}/note',
      permission: 'cases:update',
      summary: 'Add a note to a case',
      params: CaseParams,
      load: lockedCase,
      body: CaseNoteIn,
      sample: { text: 'Statuts relus, il manque la pièce d’identité.', kind: 'call' },
      status: 201,
      answer: CaseNoteOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, row) => {
        const note = await addCaseNote(tx, row, { authorId: caller.userId, body });
        return {
          body: noteOut(note),
          headers: { Location: `/api/crm/case/${row.id}/note/${note.id}` },
        };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'case_notes.update',
      method: 'patch',
      path: '/api/crm/case/{id}/note/{note_id}',
      permission: 'cases:update',
      summary: 'Correct a note',
      description:
        'Only by its author or an owner. Refused with 409 if `version` is not the current version.',
      params: CaseNoteParams,
      load: lockInCase,
      body: CaseNotePatch,
      sample: { version: 1, text: 'Statuts relus, tout est là.', kind: 'general' },
      status: 200,
      answer: CaseNoteOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, found) => ({
        body: noteOut(await changeCaseNote(tx, { caller, ...found }, body)),
      })),
  ),
  endpoint(
    deps,
    {
      id: 'case_notes.delete',
      method: 'delete',
      path: '/api/crm/case/{id}/note/{note_id}',
      permission: 'cases:update',
      summary: 'Delete a note',
      description: 'Only by its author or an owner.',
      params: CaseNoteParams,
      load: lockInCase,
      status: 204,
    },
    ({ caller, write }) =>
      write(async (tx, found) => {
        await removeCaseNote(tx, { caller, ...found });
        return {};
      }),
  ),
];

const noteOut = (row: CaseNoteRow): z.infer<typeof CaseNoteOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
