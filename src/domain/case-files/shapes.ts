import { z } from '@hono/zod-openapi';
import { CASE_RESTORE_DAYS } from '../cases/shapes.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { SCAN_STATES, TEXT_ERRORS, TEXT_STATES } from './states.ts';

/** Files of a case, with the paths of seed 004. */

/** Of one case, deleted ones that can be restored included. */
export const CASE_FILE_COUNT_MAX = 1_000;
/** Of a text that is read from a file: the rest is left out. */
export const FILE_TEXT_LENGTH_MAX = 200_000;
/** A larger file has no text: it is read as a whole, in memory. */
export const FILE_TEXT_SOURCE_MAX_BYTES = 50 * 1024 * 1024;
/** A deleted file is removed when a deleted case can't be restored any more. */
export const FILE_RESTORE_DAYS = CASE_RESTORE_DAYS;

const Id = wholeNumber(z.int().positive());
export const CaseFileParams = z.object({ id: Id, file_id: Id });

const choice = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

export const CaseFileQuery = PageQuery.extend({
  name: z.string().max(255).optional().openapi({ description: 'The versions of this name.' }),
  is_latest: choice.openapi({ description: 'Only the newest version of each name.' }),
  is_deleted: choice.openapi({
    description: `Deleted ones, which can be restored for ${FILE_RESTORE_DAYS} days.`,
  }),
});

export const CaseFileContentQuery = z.object({
  inline: choice.openapi({
    description:
      'Show a PNG, JPEG, GIF, WebP or plain text instead of saving it. Others are saved, a PDF too: browsers would run its scripts.',
  }),
});

/** Request headers of a download. */
export const CaseFileContentHeaders = z.object({
  Range: z.string().optional().openapi({
    description: 'One range of bytes, as RFC 9110 says. Several at once are answered as a whole.',
    example: 'bytes=0-1023',
  }),
  'If-Range': z.string().optional().openapi({ description: 'The ETag of the range before.' }),
  'If-None-Match': z.string().optional().openapi({ description: '304 if the ETag is among them.' }),
  'If-Match': z.string().optional().openapi({ description: '412 if the ETag is not among them.' }),
});

export const CaseFileOut = z
  .object({
    id: z.number(),
    case_id: z.number(),
    name: z.string(),
    version: z.number().openapi({ description: 'Of this name within the case, from 1.' }),
    is_latest: z.boolean(),
    media_type: z.string().openapi({ description: 'By its content, not by its name.' }),
    size_bytes: z.number(),
    sha256: z.string(),
    uploaded_by: z.number(),
    uploaded_by_name: z.string(),
    scan_state: z.enum(SCAN_STATES).openapi({
      description:
        '`pending` and `failed`: in quarantine, it can’t be downloaded. `infected`: its content was removed. `not_scanned`: no virus scanner is set.',
    }),
    scan_detail: z.string().nullable().openapi({
      description:
        'The name of what was found; or why the scan failed: `too_large`, `scanner_unavailable`, `file_gone`.',
    }),
    is_quarantined: z.boolean(),
    is_previewable: z.boolean().openapi({
      description:
        'It may be shown: with `inline=true`, or a PDF by what draws it without running its scripts.',
    }),
    text_state: z.enum(TEXT_STATES).openapi({
      description: '`done`: its text is searched and analysed. `none`: it has none.',
    }),
    text_error: z.enum(TEXT_ERRORS).nullable(),
    is_text_cut: z.boolean().openapi({
      description: `Its text is longer than ${FILE_TEXT_LENGTH_MAX} characters: the rest is not searched.`,
    }),
    created_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
  })
  .openapi('CaseFile');

export const CaseFileTextOut = z
  .object({
    file_id: z.number(),
    text_state: z.enum(TEXT_STATES),
    text_error: z.enum(TEXT_ERRORS).nullable(),
    text: z.string().nullable().openapi({ description: 'Null unless `text_state` is `done`.' }),
    is_cut: z.boolean(),
  })
  .openapi('CaseFileText');
