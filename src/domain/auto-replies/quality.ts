import { z } from '@hono/zod-openapi';
import { wholeNumber } from '../shared/pages.ts';

/** What people did with the automatic replies of a folder, as the API shows it. */

const DAY_COUNT_MAX = 365;

export const QualityQuery = z.object({
  days: wholeNumber(z.int().min(1).max(DAY_COUNT_MAX)).default(30).openapi({
    description: 'Of the replies that were begun in the last days.',
  }),
});

const Share = z.number().nullable();

const Quality = z
  .object({
    folder_id: z.number(),
    folder_name: z.string(),
    refused_count: z.int().openapi({ description: 'A rule spoke against an answer.' }),
    open_count: z.int().openapi({ description: 'Being written, or waiting.' }),
    sent_alone_count: z.int().openapi({ description: 'Without a person.' }),
    approved_count: z.int().openapi({ description: 'By a person, changed or not.' }),
    unchanged_count: z.int().openapi({
      description: 'Of the approved ones, those with the words of the model.',
    }),
    rejected_count: z.int(),
    superseded_count: z.int(),
    expired_count: z.int(),
    failed_count: z.int(),
    similarity_mean: Share,
    similarity_median: Share,
  })
  .openapi('AutoReplyQuality');

export const QualityOut = z
  .object({ data: z.array(Quality).openapi({ description: 'Of folders that had replies.' }) })
  .openapi('AutoReplyQualities');

export const FolderQualityOut = z
  .object({
    quality: z.union([Quality, z.null()]).openapi({ description: 'Null: no reply was begun.' }),
    rejections: z
      .array(
        z.object({
          reason: z.string(),
          count: z.int(),
          auto_reply_id: z.uuid().openapi({ description: 'The newest one.' }),
          decided_at: z.iso.datetime(),
          decided_by_name: z.string().nullable(),
        }),
      )
      .openapi({ description: 'The newest first; each reason once.' }),
  })
  .openapi('FolderAutoReplyQuality');
