import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, type Schemas } from '../../../api/client.ts';
import { sent } from '../../../parts/sent.ts';

const CHOOSING_DELAY_MS = 250;

export interface Preview {
  rows: Schemas['LeadImportPreview']['rows'] | undefined;
  error: unknown;
  retry: () => void;
  /** The rows belong to the columns as they are chosen now, and the api keeps these. */
  isCurrent: boolean;
}

/** Keeps the mapping, and reads how the first rows come out with it. */
export const usePreview = (id: string, mapping: Schemas['LeadImportMappingIn']): Preview => {
  const text = JSON.stringify(mapping);
  const [settled] = useDebouncedValue(text, CHOOSING_DELAY_MS);
  const query = useQuery({
    queryKey: ['lead-import-preview', id, settled],
    queryFn: () => {
      const body: Schemas['LeadImportMappingIn'] = JSON.parse(settled);
      return sent(client.PUT('/api/lead-imports/{id}/mapping', { params: { path: { id } }, body }));
    },
    placeholderData: keepPreviousData,
    // Going back to an earlier choice keeps it again.
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  return {
    rows: query.data?.rows,
    error: query.error,
    retry: () => void query.refetch(),
    isCurrent: settled === text && query.isSuccess && !query.isFetching && !query.isPlaceholderData,
  };
};
