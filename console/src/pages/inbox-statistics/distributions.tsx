import { Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Card } from '../../ui/page/page.tsx';
import { useFolders } from '../inbox-folders/types.ts';
import classes from './statistics.module.css';
import type { Statistics } from './types.ts';

/** How the conversations that began in the range are spread. */

interface Share {
  key: string;
  label: string;
  count: number;
  colour: string;
}

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
  const format = useFormat();
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card title={title}>
      <Stack gap={8}>
        {shares.length === 0 && (
          <Text size="sm" c="dimmed">
            {words.none}
          </Text>
        )}
        {shares.map(({ key, label, count, colour }) => (
          <div key={key} className={classes['share']}>
            <Text size="sm" className={classes['shareName'] ?? ''}>
              {label}
            </Text>
            <Progress
              size="sm"
              color={colour}
              value={(100 * count) / Math.max(total, 1)}
              aria-label={label}
            />
            <Text size="sm" className={classes['figure'] ?? ''}>
              {format.number(count)}
            </Text>
          </div>
        ))}
      </Stack>
    </Card>
  );
};
