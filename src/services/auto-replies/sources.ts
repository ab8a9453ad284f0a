import type { SourceChange } from '../../domain/auto-replies/sources.ts';
import type { Transaction } from '../../platform/database.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { listChangedSources } from '../../queries/auto-replies/sources.ts';
import { dayOf } from '../knowledge/articles.ts';

type Cited = Pick<AutoReplyRow, 'id' | 'status' | 'citations'>;

/** By the id of a draft. Those that nobody decides about any more are left out: their sources were what they were. */
export const changedSourcesOf = async (
  tx: Transaction,
  rows: readonly Cited[],
  now: Date,
): Promise<ReadonlyMap<string, readonly SourceChange[]>> => {
  const cited = rows
    .filter(({ status }) => status === 'waiting')
    .flatMap(({ id, citations }) => citations.map((citation) => ({ id, ...citation })));
  const found = await listChangedSources(tx, { cited, day: dayOf(now) });
  return new Map(
    rows.map(({ id }) => [
      id,
      found
        .filter((one) => one.id === id)
        .map(({ passage_id, change }) => ({ passage_id, change })),
    ]),
  );
};

/** Whether a draft says what the knowledge base no longer says. */
export const hasChangedSources = async (
  tx: Transaction,
  { citations }: Pick<AutoReplyRow, 'citations'>,
  now: Date,
): Promise<boolean> => {
  const cited = citations.map((citation) => ({ id: '', ...citation }));
  return (await listChangedSources(tx, { cited, day: dayOf(now) })).length > 0;
};
