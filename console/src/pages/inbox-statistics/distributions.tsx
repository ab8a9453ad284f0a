import { SimpleGrid } from '@mantine/core';
import { useMessages } from '../../i18n/index.tsx';
import { Shares, type Share } from '../../ui/charts/shares.tsx';
import { Card } from '../../ui/page/page.tsx';
import { useFolders } from '../inbox-folders/types.ts';
import type { Statistics } from './types.ts';

/** How the conversations that began in the range are spread. */

type Status = Statistics['by_status'][number]['status'];

const STATUS_COLOURS: Record<Status, string> = {
  nouveau: 'petrol',
  en_cours: 'sky',
  resolu: 'moss',
  archive: 'gray',
  spam: 'plum',
  urgent: 'brick',
};

export const Distributions = ({ statistics }: { statistics: Statistics }) => {
  const { inboxStatistics: words } = useMessages();
  const folders = useFolders();
  const colourOf = (id: number | null): string =>
    folders.find((folder) => folder.id === id)?.colour ?? 'gray';
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing={20}>
      <Distribution
        title={words.byFolder}
        shares={statistics.by_folder.map(({ folder_id: id, name, count }) => ({
          key: String(id),
          label: id === null ? words.noFolder : (name ?? words.goneFolder),
          count,
          colour: colourOf(id),
        }))}
      />
      <Distribution
        title={words.byStatus}
        shares={statistics.by_status.map(({ status, count }) => ({
          key: status,
          label: words.statuses[status],
          count,
          colour: STATUS_COLOURS[status],
        }))}
      />
      <Distribution
        title={words.byAgent}
        shares={statistics.by_agent.map(({ user_id: id, name, count }) => ({
          key: String(id),
          label: id === null ? words.noAgent : (name ?? `#${id}`),
          count,
          colour: id === null ? 'gray' : 'petrol',
        }))}
      />
      <Distribution
        title={words.byChannel}
        shares={statistics.by_channel.map(({ channel, count }) => ({
          key: channel,
          label: words.channels[channel],
          count,
          colour: 'sky',
        }))}
      />
    </SimpleGrid>
  );
};

const Distribution = ({ title, shares }: { title: string; shares: readonly Share[] }) => {
  const { inboxStatistics: words } = useMessages();
  return (
    <Card title={title}>
      <Shares shares={shares} none={words.none} />
    </Card>
  );
};
