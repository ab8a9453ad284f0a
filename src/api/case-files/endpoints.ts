import { z } from '@hono/zod-openapi';
import { caseFilesListed } from '../../domain/case-files/events.ts';
import { decodeFileName } from '../../domain/case-files/names.ts';
import {
  CASE_FILE_COUNT_MAX,
  CaseFileOut,
  CaseFileParams,
  CaseFileQuery,
  FILE_RESTORE_DAYS,
} from '../../domain/case-files/shapes.ts';
import { CaseParams } from '../../domain/cases/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { NoFields } from '../../domain/shared/values.ts';
import { isScannerSet } from '../../platform/scanner/open.ts';
import { listCaseFiles } from '../../queries/case-files/records.ts';
import {
  addCaseFile,
  limitCaseFiles,
  removeCaseFile,
  restoreCaseFile,
} from '../../services/case-files/save.ts';
import { isFileDoubtful, requireFile } from '../../services/shared/stored-files.ts';
import { storeUpload } from '../../services/shared/uploads.ts';
import { caseInReach, lockedCase } from '../cases/views.ts';
import { upload } from '../http/bodies/kinds.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { caseFileContentEndpoints } from './content.ts';
import { fileOut, lockFile } from './views.ts';

/** Files of a case. */

export const caseFileEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  ...caseFileContentEndpoints(deps),
  endpoint(
    deps,
    {
      id: 'case_files.delete',
      method: 'delete',
      path: '/api/crm/case/{id}/file/{file_id}',
      permission: 'cases:update',
      summary: 'Delete a file of a case',
      description: `One version. It can be restored for ${FILE_RESTORE_DAYS} days.`,
      params: CaseFileParams,
      load: lockFile({ withDeleted: false }),
      status: 204,
    },
    ({ write }) =>
      write(async (tx, { row, file }) => {
        await removeCaseFile(tx, row, file);
        return {};
      }),
  ),
  endpoint(
    deps,
    {
      id: 'case_files.restore',
      method: 'post',
      path: '/api/crm/case/{id}/file/{file_id}/restore',
      permission: 'cases:update',
      summary: 'Restore a deleted file',
      description: `Refused with 409 more than ${FILE_RESTORE_DAYS} days after. A repeat changes nothing.`,
      params: CaseFileParams,
      load: lockFile({ withDeleted: true }),
      status: 200,
      answer: CaseFileOut,
    },
    ({ write }) =>
      write(async (tx, { row, file }) => ({
        body: fileOut(await restoreCaseFile(tx, row, { file, now: deps.clock.now() })),
      })),
  ),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_files.list',
      method: 'get',
      path: '/api/crm/case/{id}/file',
      permission: 'cases:read',
      summary: 'The files of a case with their versions, newest first',
      params: CaseParams,
      load: caseInReach,
      query: CaseFileQuery,
      status: 200,
      answer: pageOf(CaseFileOut),
    },
    ({ query: { limit, cursor, is_latest: isLatest = false, ...filter }, read }) => {
      const beforeId = decodeCursor(cursor, z.number());
      return read(async (tx, { id: caseId }) => {
        const rows = await listCaseFiles(tx, {
          caseId,
          name: filter.name,
          isLatest,
          isDeleted: filter.is_deleted ?? false,
          beforeId,
          limit: limit + 1,
        });
        const page = toPage(rows, limit, (row) => row.id);
        tx.emit(caseFilesListed, {
          subjectId: caseId,
          after: { file_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(fileOut) } };
      });
    },
  );

const MEBIBYTE = 1024 * 1024;
/** The size is that of the form; its boundary and headers are not counted against the file. */
const FORM_ROOM_BYTES = 64 * 1024;

const create = (deps: ApiDeps): Endpoint => {
  const sizeMaxBytes = deps.config.CASE_FILE_SIZE_MAX_MB * MEBIBYTE;
  return endpoint(
    deps,
    {
      id: 'case_files.create',
      method: 'post',
      path: '/api/crm/case/{id}/file',
      permission: 'cases:update',
      summary: 'Upload a file to a case',
      description: `One file, up to the size that the operator has set (50 MiB by default). Its type is found by its content. Programs, and a content that does not fit the name, are refused with the faults \`file_executable\` and \`file_type_mismatch\`. A name that the case has already gets its next version. Where a virus scanner is set, it is in quarantine until it is scanned. Refused with 409 for a case with ${CASE_FILE_COUNT_MAX} files.`,
      params: CaseParams,
      load: lockedCase,
      body: upload(NoFields, { sizeMaxBytes: sizeMaxBytes + FORM_ROOM_BYTES }),
      sample: {
        fields: {},
        files: [{ name: 'statuts.txt', type: 'text/plain', content: 'Statuts de la société' }],
      },
      status: 201,
      answer: CaseFileOut,
    },
    async ({ body: { files }, c, caller: { companyId, userId }, read, write }) => {
      // Before the file is stored, and again after it: others may have come meanwhile. No transaction spans the upload.
      await read((tx, row) => limitCaseFiles(tx, row.id));
      const stored = await storeUpload(deps, {
        companyId,
        files,
        sizeMaxBytes,
        signal: c.get('deadline'),
        rename: decodeFileName,
        isEmptyRefused: true,
      });
      const isSeen = await read((tx) => isFileDoubtful(tx, stored.sha256));
      if (isSeen) requireFile(await deps.files.has({ companyId, sha256: stored.sha256 }));
      const scanState = isScannerSet(deps.config) ? 'pending' : 'not_scanned';
      return write(async (tx, row) => {
        const file = await addCaseFile(tx, row, { userId, stored, isSeen, scanState });
        return {
          body: fileOut(file),
          headers: { Location: `/api/crm/case/${row.id}/file/${file.id}` },
        };
      });
    },
  );
};
