import { Alert } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import type { Message } from './query.ts';

/** What mail servers reported about a message that was sent. */
export const Reports = ({ reports }: Pick<Message, 'reports'>) => {
  const { composer: words } = useMessages();
  return reports.map((report) => (
    <Alert
      key={`${report.kind}/${report.created_at}/${report.recipient ?? ''}`}
      color={report.kind === 'delay' ? 'saffron' : 'brick'}
      icon={<IconMailX />}
      title={words.reports[report.kind](report.recipient)}
      m="xs"
    >
      {[report.status_code, report.diagnostic].filter((text) => text !== null).join(' · ')}{' '}
      <RelativeTime at={report.created_at} />
    </Alert>
  ));
};
