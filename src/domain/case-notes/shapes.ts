import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { spoken } from '../shared/spoken.ts';
import { Integer } from '../shared/values.ts';
import { CASE_NOTE_KINDS, CASE_NOTE_WORDS } from './words.ts';

/** Notes of a case: what was said, agreed or found. */

const NOTE_LENGTH_MAX = 20_000;

const Id = wholeNumber(z.int().positive());
export const CaseNoteParams = z.object({ id: Id, note_id: Id });

const Kind = spoken(CASE_NOTE_KINDS, CASE_NOTE_WORDS);
const text = z.string().trim().min(1).max(NOTE_LENGTH_MAX);

export const CaseNoteIn = z
  .strictObject({ text, kind: Kind.default('general') })
  .openapi('CaseNoteIn');

export const CaseNotePatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    text: text.optional(),
    kind: Kind.optional(),
  })
  .openapi('CaseNotePatch');

export const CaseNoteQuery = PageQuery.extend({ kind: Kind.optional() });

export const CaseNoteOut = z
  .object({
    id: z.number(),
    case_id: z.number(),
    kind: z.enum(CASE_NOTE_KINDS),
    text: z.string(),
    author_id: z.number(),
    author_name: z.string(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('CaseNote');
