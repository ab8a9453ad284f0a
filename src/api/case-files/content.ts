import { caseFileContentRead, caseFileTextRead } from '../../domain/case-files/events.ts';
import {
  CaseFileContentHeaders,
  CaseFileContentQuery,
  CaseFileParams,
  CaseFileTextOut,
} from '../../domain/case-files/shapes.ts';
import { isPreviewable } from '../../domain/case-files/states.ts';
import { AppError } from '../../errors.ts';
import { findFileText } from '../../queries/case-files/texts.ts';
import { rangedFile } from '../http/answers/kinds.ts';
import { selectPart } from '../http/answers/ranges.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { fileInReach, requireReleased } from './views.ts';

/** What is in a file. Each look is audited, also that at a part. */

export const caseFileContentEndpoints = (deps: ApiDeps): Endpoint[] => [
  content(deps),
  endpoint(
    deps,
    {
      id: 'case_files.text',
      method: 'get',
      path: '/api/crm/case/{id}/file/{file_id}/text',
      permission: 'cases:read',
      summary: 'The text that was read from a file',
      description: 'Of a PDF, a DOCX, a mail or a plain text: what is searched and analysed.',
      params: CaseFileParams,
      load: fileInReach,
      status: 200,
      answer: CaseFileTextOut,
    },
    ({ read }) =>
      read(async (tx, row) => {
        requireReleased(row);
        const found = await findFileText(tx, row.id);
        tx.emit(caseFileTextRead, { subjectId: row.case_id, after: { file_id: row.id } });
        return {
          body: {
            file_id: row.id,
            text_state: row.text_state,
            text_error: row.text_error,
            text: found?.text ?? null,
            is_cut: found?.is_cut ?? false,
          },
        };
      }),
  ),
];

const content = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_files.content',
      method: 'get',
      path: '/api/crm/case/{id}/file/{file_id}',
      permission: 'cases:read',
      summary: 'Download a file, or a part of it',
      description:
        'Each download is recorded in the audit trail. Refused with 409 `quarantined` until the virus scanner has released it, and with 410 if it was infected.',
      params: CaseFileParams,
      query: CaseFileContentQuery,
      headers: CaseFileContentHeaders,
      load: fileInReach,
      status: 200,
      answer: rangedFile(),
    },
    async ({ c, query: { inline: isInline = false }, caller: { companyId }, read }) => {
      const row = await read((tx, found) => {
        requireReleased(found);
        tx.emit(caseFileContentRead, { subjectId: found.case_id, after: { file_id: found.id } });
        return Promise.resolve(found);
      });
      const { size_bytes: totalBytes, sha256 } = row;
      const selected = selectPart(c, { etag: `"${sha256}"`, sizeBytes: totalBytes });
      if (selected.kind === 'unchanged') return { isUnchanged: true as const };
      const range = selected.kind === 'part' ? selected.range : undefined;
      const opened = await deps.files.get({ companyId, sha256 }, range);
      if (opened === undefined) throw new AppError('gone', 'the content of this file is not kept');
      return {
        name: row.name,
        type: row.media_type,
        sizeBytes: opened.sizeBytes,
        content: opened.content,
        isInline: isInline && isPreviewable(row.media_type),
        ...(range && { part: { ...range, totalBytes } }),
      };
    },
  );
