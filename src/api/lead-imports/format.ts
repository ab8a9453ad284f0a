import {
  LeadImportFormatIn,
  LeadImportOut,
  LeadImportParams,
} from '../../domain/lead-imports/shapes.ts';
import { AppError } from '../../errors.ts';
import { readFormat } from '../../services/lead-imports/csv.ts';
import { reformatImport } from '../../services/lead-imports/prepare.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { lockImportInReach, shownImport } from './views.ts';

/** The endpoint that corrects the guess how a file is read. The content of the file never changes. */

export const leadImportFormatEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'lead_imports.format',
      method: 'put',
      path: '/api/lead-imports/{id}/format',
      permission: 'leads:import',
      summary: 'Say how a file is read, if the guess was wrong',
      description:
        'Its encoding, and what is between its cells. If other columns come out, there is a new guess what they are. Until the import is started. 409 after that.',
      params: LeadImportParams,
      load: lockImportInReach,
      body: LeadImportFormatIn,
      sample: { encoding: 'windows-1252', delimiter: ';' },
      status: 200,
      answer: LeadImportOut,
    },
    async ({ body, caller: { companyId }, read, write }) => {
      const sha256 = await read((_, row) => Promise.resolve(row.file_hash));
      const file = await deps.files.get({ companyId, sha256 });
      if (file === undefined) throw new AppError('conflict', 'the file is not stored any more');
      const format = await readFormat(file, body);
      return write(async (tx, row) => {
        await reformatImport(tx, row, format);
        return { body: await shownImport(tx, row.id) };
      });
    },
  );
