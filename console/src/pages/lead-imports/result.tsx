import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconDownload, IconPlayerStop } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { Card } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { ImportCounts } from './counts.tsx';
import type { LeadImport } from './status.tsx';

/** What came of an import, and the rows to correct. */
export const ImportResult = ({ row }: { row: LeadImport }) => {
  const { leadImports } = useMessages();
  return (
    <Card title={leadImports.result}>
      <Stack>
        {row.status === 'failed' && (
          <Alert color="brick" icon={<IconAlertCircle />} title={leadImports.failedTitle}>
            {row.error_code === null
              ? leadImports.failures.run_ended
              : leadImports.failures[row.error_code]}{' '}
            {leadImports.keptHint}
          </Alert>
        )}
        {row.status === 'cancelled' && (
          <Alert color="gray" icon={<IconPlayerStop />}>
            {leadImports.cancelledHint}
          </Alert>
        )}
        <ImportCounts row={row} />
        {row.duplicates === 'ignore' && row.duplicate_count > 0 && (
          <Text size="sm">{leadImports.ignoredHint}</Text>
        )}
        {row.error_count > 0 && (
          <Text size="sm">{row.is_purged ? leadImports.purgedHint : leadImports.errorsHint}</Text>
        )}
        <Group gap="sm">
          {row.created_count > 0 && (
            <LinkButton to="/leads" search={{ import_id: row.id }} size="sm">
              {leadImports.seeLeads}
            </LinkButton>
          )}
          {row.error_count > 0 && !row.is_purged && <ErrorsButton id={row.id} />}
          <LinkButton to="/leads/imports" variant="default" size="sm">
            {leadImports.another}
          </LinkButton>
        </Group>
        {row.finished_at !== null && (
          <Text size="sm" c="dimmed" component="div">
            {leadImports.finished} <RelativeTime at={row.finished_at} />
          </Text>
        )}
      </Stack>
    </Card>
  );
};

/** The browser saves the file: the api names it. */
const ErrorsButton = ({ id }: Pick<LeadImport, 'id'>) => {
  const { leadImports } = useMessages();
  return (
    <Button
      component="a"
      href={`/api/lead-imports/${id}/errors`}
      download
      size="sm"
      variant="default"
      leftSection={<IconDownload size={16} />}
    >
      {leadImports.downloadErrors}
    </Button>
  );
};
