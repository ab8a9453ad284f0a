import type { z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import {
  leadImportRead,
  leadImportsListed,
  leadImportUploaded,
} from '../../domain/lead-imports/events.ts';
import {
  LEAD_IMPORT_SIZE_MAX_BYTES,
  LeadImportMappingIn,
  LeadImportOut,
  LeadImportParams,
  LeadImportPreviewOut,
  LeadImportQuery,
  LeadImportStartedOut,
  LeadImportSummaryOut,
  OPEN_IMPORT_COUNT_MAX,
  UPLOADS_PER_DAY_MAX,
} from '../../domain/lead-imports/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { NoFields, Uuid } from '../../domain/shared/values.ts';
import { invalid } from '../../errors.ts';
import { leadImportWorkflowId } from '../../ids.ts';
import { insertLeadImport, listLeadImports } from '../../queries/lead-imports/records.ts';
import { findUserLocale } from '../../queries/search/users.ts';
import { storeContent } from '../../services/shared/stored-contents.ts';
import { createCsvInspector } from '../../services/lead-imports/csv.ts';
import {
  cancelImport,
  limitUploads,
  mapImport,
  previewRows,
  startImport,
} from '../../services/lead-imports/prepare.ts';
import { checkCallCentre } from '../../services/leads/assign.ts';
import { claimFile, isFileDoubtful, requireFile } from '../../services/shared/stored-files.ts';
import { upload } from '../http/bodies/kinds.ts';
import type { UploadedFile } from '../http/bodies/upload.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { leadImportErrorsEndpoint } from './errors.ts';
import { leadImportFormatEndpoint } from './format.ts';
import { importInReach, lockImportInReach, shownImport, toImportOut } from './views.ts';

/** Endpoints to import leads from a CSV file: upload, say what the columns are, start, follow, cancel. */

export const leadImportEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  read(deps),
  leadImportFormatEndpoint(deps),
  map(deps),
  start(deps),
  cancel(deps),
  leadImportErrorsEndpoint(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.list',
      method: 'get',
      path: '/api/lead-imports',
      permission: 'leads:import',
      summary: 'List imports, newest first',
      description:
        'A supervisor sees those of their call centre. Without the first rows of the files. Each read is recorded in the audit trail.',
      query: LeadImportQuery,
      status: 200,
      answer: pageOf(LeadImportSummaryOut),
    },
    async ({ query: { limit, cursor }, scope, read }) => {
      const beforeId = decodeCursor(cursor, Uuid);
      return read(async (tx) => {
        const rows = await listLeadImports(tx, { scope, beforeId, limit: limit + 1 });
        const page = toPage(rows, limit, (row) => row.id);
        tx.emit(leadImportsListed, {
          subjectId: '*',
          after: { import_ids: page.data.map((row) => row.id) },
        });
        return { body: { ...page, data: page.data.map(toImportOut) } };
      });
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.create',
      method: 'post',
      path: '/api/lead-imports',
      permission: 'leads:import',
      summary: 'Upload a CSV file of leads',
      description: `Up to 64 MiB, in UTF-8 or Windows-1252, with \`;\`, \`,\` or tabs between the cells; the first row names the columns. Answers how the file is read, its first rows, and a guess what the columns are. Nothing is imported yet. Refused with 429 if the company uploaded ${UPLOADS_PER_DAY_MAX} within 24 hours.`,
      body: upload(NoFields, { sizeMaxBytes: LEAD_IMPORT_SIZE_MAX_BYTES }),
      sample: {
        fields: {},
        files: [
          {
            name: 'leads.csv',
            type: 'text/csv',
            content:
              'Nom;Prénom;E-mail;Téléphone\r\nDumitru;Marie;marie.dumitru@example.com;06 12 34 56 78\r\n',
          },
        ],
      },
      status: 201,
      answer: LeadImportOut,
    },
    async ({ body: { files }, c, caller, scope, read, write }) => {
      // Before the file is stored, and again after it: others may have come meanwhile.
      await read((tx) => limitUploads(tx, deps.clock.now()));
      const { companyId } = caller;
      const stored = await store(deps, companyId, files, c.get('deadline'));
      const { fileHash } = stored;
      const isSeen = await read((tx) => isFileDoubtful(tx, fileHash));
      if (isSeen) requireFile(await deps.files.has({ companyId, sha256: fileHash }));
      return write(async (tx) => {
        await limitUploads(tx, deps.clock.now());
        await claimFile(tx, { sha256: fileHash, isSeen });
        const id = uuidv7();
        insertLeadImport(tx, {
          id,
          userId: caller.userId,
          callCentreId: centreOf(scope),
          ...stored,
        });
        tx.emit(leadImportUploaded, {
          subjectId: id,
          audience: { userId: caller.userId, callCentreId: centreOf(scope) },
          after: { file_name: stored.fileName, file_hash: stored.fileHash },
        });
        return {
          body: await shownImport(tx, id),
          headers: { Location: `/api/lead-imports/${id}` },
        };
      });
    },
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.read',
      method: 'get',
      path: '/api/lead-imports/{id}',
      permission: 'leads:import',
      summary: 'One import, with its progress',
      params: LeadImportParams,
      load: importInReach,
      status: 200,
      answer: LeadImportOut,
    },
    async ({ read }) =>
      read((tx, row) => {
        tx.emit(leadImportRead, { subjectId: row.id });
        return Promise.resolve({ body: toImportOut(row) });
      }),
  );

const map = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.map',
      method: 'put',
      path: '/api/lead-imports/{id}/mapping',
      permission: 'leads:import',
      summary:
        'Say what the columns of a file are, and see its first rows as they would be imported',
      description: 'Until the import is started. 409 after that.',
      params: LeadImportParams,
      load: lockImportInReach,
      body: LeadImportMappingIn,
      sample: {
        columns: [
          { target: 'last_name' },
          { target: 'first_name' },
          { target: 'email' },
          { target: 'data', key: 'Formation' },
        ],
        call_centre_id: null,
        duplicates: 'ignore',
      },
      status: 200,
      answer: LeadImportPreviewOut,
    },
    async ({
      body: { columns, call_centre_id: asked, duplicates = 'ignore' },
      caller,
      scope,
      write,
    }) =>
      write(async (tx, row) => {
        const callCentreId = asked ?? centreOf(scope);
        if (callCentreId !== null) await checkCallCentre(tx, scope, callCentreId);
        await mapImport(tx, row, { columns, callCentreId, duplicates });
        const locale = await findUserLocale(tx, caller.userId);
        return {
          body: {
            import: await shownImport(tx, row.id),
            rows: await previewRows(tx, row, { columns, duplicates, locale }),
          } satisfies z.input<typeof LeadImportPreviewOut>,
        };
      }),
  );

const start = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.start',
      method: 'post',
      path: '/api/lead-imports/{id}/start',
      permission: 'leads:import',
      summary: 'Import the leads of a file',
      description: `202 means committed, not done: the import has its progress, and one notification tells its end. A row that was imported before is left as it is; one that may be a duplicate is left out unless the mapping says otherwise. A second call starts nothing more. Refused with 409 while ${OPEN_IMPORT_COUNT_MAX} others of the company are under way.`,
      params: LeadImportParams,
      load: lockImportInReach,
      status: 202,
      answer: LeadImportStartedOut,
    },
    async ({ write }) =>
      write(async (tx, row) => {
        await startImport(tx, row);
        const { id, status } = await shownImport(tx, row.id);
        return {
          body: { id, status, workflow_id: leadImportWorkflowId(id) },
          headers: { Location: `/api/lead-imports/${id}` },
        };
      }),
  );

const cancel = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.cancel',
      method: 'post',
      path: '/api/lead-imports/{id}/cancel',
      permission: 'leads:import',
      summary: 'Stop an import',
      description: 'The leads that it created stay.',
      params: LeadImportParams,
      load: lockImportInReach,
      status: 200,
      answer: LeadImportOut,
    },
    async ({ write }) =>
      write(async (tx, row) => {
        await cancelImport(tx, row);
        return { body: await shownImport(tx, row.id) };
      }),
  );

/** A supervisor imports into their call centre; an owner into none, unless the mapping names one. */
const centreOf = (scope: Scope): number | null =>
  scope.reach === 'company' ? null : scope.callCentreId;

/** Stores the file while it arrives, and finds out how it is read. Errors: `validation_failed`. */
const store = async (
  deps: ApiDeps,
  companyId: number,
  files: AsyncIterable<UploadedFile>,
  signal: AbortSignal,
) => {
  for await (const { name, content } of files) {
    const inspector = createCsvInspector();
    const { sha256, sizeBytes } = await storeContent(deps, {
      companyId,
      content: inspector.through(content),
      sizeMaxBytes: LEAD_IMPORT_SIZE_MAX_BYTES,
      signal,
    });
    return {
      fileName: name,
      fileHash: sha256,
      fileSizeBytes: sizeBytes,
      format: inspector.format(),
    };
  }
  throw invalid([fault('file', 'required', {})]);
};
