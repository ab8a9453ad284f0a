/** What became of a passage since a draft was written from it. */

export const SOURCE_CHANGES = [
  /** Its article has another text now. */
  'changed',
  /** Its article was deleted, switched off, or is not valid today. */
  'withdrawn',
] as const;

export interface SourceChange {
  passage_id: number;
  change: (typeof SOURCE_CHANGES)[number];
}
