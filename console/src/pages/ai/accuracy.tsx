import { Stack, Text } from '@mantine/core';
import { api, type Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { DataTable, type Column } from '../../ui/table/data-table.tsx';
import { PERCENT_COUNT_MIN } from './percent.ts';

/** How often people changed the folder that the model gave, in the last days. */

type Accuracy = Schemas['AiAccuracy'];
type FolderAccuracy = Accuracy['folders'][number];

const DAYS = 30;

export const AiAccuracy = () => {
  const { aiAccuracy: words } = useMessages();
  const query = api.useQuery('get', '/api/v1/ai/accuracy', { params: { query: { days: DAYS } } });
  return (
    <Card title={words.title}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(accuracy) => <AccuracyView accuracy={accuracy} />}
      </QueryView>
    </Card>
  );
};

const AccuracyView = ({ accuracy }: { accuracy: Accuracy }) => {
  const { aiAccuracy: words } = useMessages();
  const format = useFormat();
  const columns = useColumns();
  const { accuracy: share, answered_count: answered, failed_count: failed } = accuracy;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {words.hint(accuracy.days)}
      </Text>
      {share === null ? (
        <Text size="sm">{words.none}</Text>
      ) : (
        <Text size="sm" fw={600}>
          {words.right(answered - accuracy.corrected_count, answered)}
          {answered >= PERCENT_COUNT_MIN && ` (${format.percent(share)})`}
        </Text>
      )}
      {failed > 0 && (
        <Text size="xs" c="dimmed">
          {words.failed(failed)}
        </Text>
      )}
      {accuracy.folders.length > 0 && (
        <DataTable
          label={words.title}
          columns={columns}
          rows={accuracy.folders}
          rowKey={(row) => row.folder_id ?? 'none'}
        />
      )}
    </Stack>
  );
};

const useColumns = (): Column<FolderAccuracy>[] => {
  const { aiAccuracy: words, inbox } = useMessages();
  const format = useFormat();
  const count = (key: 'filed_count' | 'corrected_away_count' | 'corrected_into_count') => ({
    key,
    header: words.columns[key],
    align: 'right' as const,
    width: '150px',
    cell: (row: FolderAccuracy) => format.number(row[key]),
  });
  return [
    {
      key: 'folder',
      header: words.folder,
      card: 'title',
      cell: (row) => row.folder_name ?? inbox.noFolder,
    },
    count('filed_count'),
    count('corrected_away_count'),
    count('corrected_into_count'),
  ];
};
