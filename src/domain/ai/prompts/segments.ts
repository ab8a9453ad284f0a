import { z } from 'zod';

/** A text of a model in parts, each with the ids of the passages that it names for it. */

const SEGMENT_COUNT_MAX = 20;
const PASSAGE_COUNT_MAX = 8;

/** `lengthMax`: of each part. */
export const segmentsOutput = (lengthMax: number) =>
  z
    .array(
      z.strictObject({
        text: z.string().trim().min(1).max(lengthMax),
        passage_ids: z.array(z.int()).max(PASSAGE_COUNT_MAX),
      }),
    )
    .min(1)
    .max(SEGMENT_COUNT_MAX);
