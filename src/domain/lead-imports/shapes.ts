import { z } from '@hono/zod-openapi';
import { PageQuery } from '../shared/pages.ts';
import { HISTORY_RETENTION_DAYS } from '../shared/retention.ts';
import { because } from '../shared/schema-faults.ts';
import { Uuid } from '../shared/values.ts';
import { IMPORT_DUPLICATES } from './duplicates.ts';
import { IMPORT_FIELDS } from './mapping.ts';
import { ROW_ERRORS } from './rows.ts';
import { LEAD_IMPORT_ERRORS, LEAD_IMPORT_STATUSES } from './statuses.ts';

/** CSV files of leads. The first row names the columns. */

export const LEAD_IMPORT_SIZE_MAX_BYTES = 64 * 1024 * 1024;
export const IMPORT_COLUMN_COUNT_MAX = 200;
export const IMPORT_ROW_COUNT_MAX = 500_000;
export const IMPORT_ERROR_COUNT_MAX = 50_000;
/** Of a company at once: each occupies a connection of a worker, and other companies need some. */
export const OPEN_IMPORT_COUNT_MAX = 3;
/** Of a company. Each keeps its file, also if it is never started or is cancelled. */
export const UPLOADS_PER_DAY_MAX = 200;

export const IMPORT_ENCODINGS = ['utf-8', 'windows-1252'] as const;
export const IMPORT_DELIMITERS = [';', ',', '\t'] as const;

/** How the file is read: a guess when it was uploaded, which the user may correct. */
export const ImportFormat = z.object({
  encoding: z.enum(IMPORT_ENCODINGS),
  delimiter: z.enum(IMPORT_DELIMITERS),
  header: z.array(z.string()),
  /** The first rows. */
  sample: z.array(z.array(z.string())),
});
export type ImportFormat = z.infer<typeof ImportFormat>;

const Key = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((key) => key !== '__proto__', because('reserved_name', {}));

export const ColumnIn = z
  .discriminatedUnion('target', [
    z.strictObject({ target: z.enum(IMPORT_FIELDS) }),
    z.strictObject({ target: z.literal('data'), key: Key }),
    z.strictObject({ target: z.literal('ignore') }),
  ])
  .openapi('LeadImportColumn', {
    description:
      'What a column fills: a field of the lead (`first_name` and `last_name` make the name), a field of its `data`, or nothing.',
  });
export const ImportColumns = z.array(ColumnIn).min(1).max(IMPORT_COLUMN_COUNT_MAX);

export const LeadImportMappingIn = z
  .strictObject({
    columns: ImportColumns.openapi({ description: 'One for each column of the file, in order.' }),
    call_centre_id: z.int().positive().nullable().optional().openapi({
      description: "The call centre of the leads. Without: the caller's.",
    }),
    duplicates: z.enum(IMPORT_DUPLICATES).optional().openapi({
      description:
        'What becomes of a row whose e-mail address or telephone number is that of a lead of the company, or of an earlier row: it is left out, or imported all the same. Without: `ignore`.',
    }),
  })
  .openapi('LeadImportMappingIn');

export const LeadImportFormatIn = z
  .strictObject({ encoding: z.enum(IMPORT_ENCODINGS), delimiter: z.enum(IMPORT_DELIMITERS) })
  .openapi('LeadImportFormatIn');

export const LeadImportParams = z.object({ id: Uuid });
export const LeadImportQuery = PageQuery;

export const LeadImportOut = z
  .object({
    id: z.uuid(),
    file_name: z.string(),
    file_size_bytes: z.number(),
    status: z.enum(LEAD_IMPORT_STATUSES),
    encoding: z.enum(IMPORT_ENCODINGS),
    delimiter: z.enum(IMPORT_DELIMITERS),
    header: z.array(z.string()),
    sample: z.array(z.array(z.string())).openapi({ description: 'The first rows, as they are.' }),
    columns: z.array(ColumnIn).openapi({
      description: 'The mapping; a guess by the names of the columns until one is stored.',
    }),
    is_mapped: z.boolean().openapi({ description: 'A mapping is stored.' }),
    call_centre_id: z.number().nullable(),
    duplicates: z.enum(IMPORT_DUPLICATES).openapi({
      description: 'What becomes of possible duplicates.',
    }),
    user_id: z.number(),
    user_name: z.string(),
    row_count: z.number().nullable().openapi({ description: 'Null until the rows are counted.' }),
    done_count: z.number().openapi({ description: 'Rows that were read.' }),
    created_count: z.number(),
    unchanged_count: z.number().openapi({
      description: 'Rows that were imported before, or come twice.',
    }),
    duplicate_count: z.number().openapi({
      description:
        'Possible duplicates: rows whose e-mail address or telephone number a lead had. With `create`, they are in `created_count` too.',
    }),
    error_count: z.number(),
    error_code: z.enum(LEAD_IMPORT_ERRORS).nullable(),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
    is_purged: z.boolean().openapi({
      description: `Its file, sample and faulty rows are deleted: ${HISTORY_RETENTION_DAYS} days after its end.`,
    }),
  })
  .openapi('LeadImport');

/** In lists. The first rows hold personal data: only the import itself shows them. */
export const LeadImportSummaryOut = LeadImportOut.omit({ sample: true }).openapi(
  'LeadImportSummary',
);

export const LeadImportPreviewOut = z
  .object({
    import: LeadImportOut,
    rows: z.array(
      z.object({
        row_number: z
          .number()
          .openapi({ description: 'As a spreadsheet counts: the header is 1.' }),
        lead: z.object({
          email: z.string().nullable(),
          name: z.string().nullable(),
          phone: z.string().nullable(),
          company_name: z.string().nullable(),
          status: z.string().nullable().openapi({ description: 'Null: the one of new leads.' }),
          data: z.record(z.string(), z.string()),
        }),
        is_duplicate: z.boolean().openapi({
          description: 'A lead of the company, or an earlier row, has its address or number.',
        }),
        errors: z.array(
          z.object({
            column: z.number().nullable().openapi({ description: 'Its position, from 0.' }),
            code: z.enum(ROW_ERRORS),
            message: z.string().openapi({ description: "In the caller's language." }),
          }),
        ),
      }),
    ),
  })
  .openapi('LeadImportPreview');

export const LeadImportStartedOut = z
  .object({ id: z.uuid(), status: z.enum(LEAD_IMPORT_STATUSES), workflow_id: z.string() })
  .openapi('LeadImportStarted');

/** With a cell for each column of the file. */
export const LeadImportErrorRow = z
  .object({ row_number: z.number(), reason: z.string() })
  .catchall(z.union([z.string(), z.number()]));
