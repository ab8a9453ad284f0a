import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, type Schemas } from '../../../api/client.ts';
import { sent } from '../../../parts/sent.ts';
import type { RuleGroup } from '../types.ts';

/** Rules that are not saved. Null: incomplete, so they can't be tried. */
export type Draft = { folder_id?: number; rules?: RuleGroup | null } | null;

/** The folder that is edited; `id` is null for a new one. Null: the folders as they are saved. */
export type Own = { id: number | null } | null;

export type Tested = Pick<
  Schemas['InboxFolderTest']['conversations'][number],
  'folder_id' | 'is_draft' | 'reason'
>;

export const isOwn = (place: Tested, own: Own): boolean =>
  own !== null && (own.id === null ? place.is_draft : place.folder_id === own.id);

const TYPING_DELAY_MS = 400;

/** What rules would do, after a pause in typing. Incomplete rules keep the answer to the last complete ones. */
export const useFolderTest = (
  draft: Draft,
  what: Pick<Schemas['InboxFolderTestIn'], 'last' | 'sample'> | null,
) => {
  const text = JSON.stringify(draft === null || what === null ? null : { ...draft, ...what });
  const [settled] = useDebouncedValue(text, TYPING_DELAY_MS);
  return useQuery({
    queryKey: ['inbox-folder-test', settled],
    queryFn: () => {
      const body: Schemas['InboxFolderTestIn'] = JSON.parse(settled);
      return sent(client.POST('/inbox/folders/test', { body }));
    },
    enabled: settled !== 'null',
    placeholderData: keepPreviousData,
    retry: false,
    refetchOnWindowFocus: false,
  });
};
