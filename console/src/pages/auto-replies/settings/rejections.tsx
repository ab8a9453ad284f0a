import { Button, Group, Stack, Text } from '@mantine/core';
import { IconTextPlus } from '@tabler/icons-react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { Card } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useFolderQuality, type FolderQuality, type Rejection } from '../query.ts';
import { PROMPT_LENGTH_MAX, type SettingsValues } from './values.ts';

/** What people did with the replies of the folder; each reason of a rejection can go into the instructions. */

interface RejectionsProps {
  folderId: number;
  form: FormApi<SettingsValues>;
}

export const RejectionsCard = ({ folderId, form }: RejectionsProps) => {
  const {
    autoReplies: { settings: words },
  } = useMessages();
  const query = useFolderQuality(folderId);
  return (
    <Card title={words.quality.title}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ quality, rejections }) => (
          <Stack gap="sm">
            <Figures quality={quality} />
            {rejections.length > 0 && (
              <>
                <Text size="sm" fw={600}>
                  {words.quality.rejections}
                </Text>
                <Text size="xs" c="dimmed">
                  {words.quality.rejectionsHint}
                </Text>
                <Stack
                  component="ul"
                  gap="xs"
                  p={0}
                  m={0}
                  style={{ listStyle: 'none' }}
                  aria-label={words.quality.rejections}
                >
                  {rejections.map((rejection) => (
                    <RejectionRow key={rejection.auto_reply_id} rejection={rejection} form={form} />
                  ))}
                </Stack>
              </>
            )}
          </Stack>
        )}
      </QueryView>
    </Card>
  );
};

const Figures = ({ quality }: Pick<FolderQuality, 'quality'>) => {
  const {
    autoReplies: { settings: words },
  } = useMessages();
  if (quality === null) {
    return (
      <Text size="sm" c="dimmed">
        {words.quality.none}
      </Text>
    );
  }
  const { approved_count: approved, unchanged_count: unchanged } = quality;
  return (
    <Text size="sm">
      {words.quality.decided(approved, quality.rejected_count, quality.sent_alone_count)}
      {approved > 0 && ` ${words.quality.unchanged(unchanged, approved)}`}
    </Text>
  );
};

interface RejectionRowProps {
  rejection: Rejection;
  form: FormApi<SettingsValues>;
}

const RejectionRow = ({ rejection, form }: RejectionRowProps) => {
  const {
    autoReplies: { settings: words },
  } = useMessages();
  const format = useFormat();
  const { prompt } = form.values;
  const addition = words.quality.addition(rejection.reason);
  const next = prompt.trim() === '' ? addition : `${prompt.trimEnd()}\n${addition}`;
  const isThere = prompt.includes(addition);
  const add = (): void => {
    form.setFieldValue('prompt', next);
    form.getInputNode('prompt')?.focus();
  };
  return (
    <Group component="li" justify="space-between" align="flex-start" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {rejection.reason}
          {rejection.count > 1 && ` (${words.quality.times(rejection.count)})`}
        </Text>
        <Text size="xs" c="dimmed">
          {[rejection.decided_by_name, format.instant(rejection.decided_at)]
            .filter((part) => part !== null)
            .join(' · ')}{' '}
          <LinkText
            to="/auto-replies/$id"
            params={{ id: rejection.auto_reply_id }}
            search={{ status: 'rejected' }}
            size="xs"
          >
            {words.quality.seeDraft}
          </LinkText>
        </Text>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconTextPlus size={14} />}
        disabled={isThere || next.length > PROMPT_LENGTH_MAX}
        onClick={add}
        style={{ flex: 'none' }}
      >
        {isThere ? words.quality.added : words.quality.add}
      </Button>
    </Group>
  );
};
