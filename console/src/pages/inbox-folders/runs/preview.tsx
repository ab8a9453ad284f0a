import { Button, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { client, type Schemas } from '../../../api/client.ts';
import { useMutation } from '../../../api/use-mutation.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { Card } from '../../../ui/page/page.tsx';
import classes from '../folders.module.css';
import { reasonText } from '../test/reason.ts';
import type { Draft } from '../test/use-test.ts';
import { useFolders } from '../types.ts';

/** What a reclassification would move, when one asks: it reads many conversations. */

type Preview = Schemas['ReclassificationPreview'];

export const PreviewCard = ({ draft }: { draft: Draft }) => {
  const { reclassifications: words } = useMessages();
  const preview = useMutation<Preview, NonNullable<Draft>>({
    mutationFn: (body) => sent(client.POST('/inbox/reclassifications/preview', { body })),
  });
  return (
    <Card title={words.previewTitle}>
      <Stack gap="sm">
        <Button
          variant="default"
          leftSection={<IconEye size={16} />}
          disabled={draft === null}
          loading={preview.isPending}
          onClick={() => draft !== null && preview.mutate(draft)}
        >
          {words.preview}
        </Button>
        {preview.isError && <ProblemAlert error={preview.error} />}
        <div aria-live="polite">
          {preview.data && (
            <>
              <Moves preview={preview.data} />
              <AskedOfModel ai={preview.data.ai} />
            </>
          )}
        </div>
      </Stack>
    </Card>
  );
};

const AskedOfModel = ({ ai }: Pick<Preview, 'ai'>) => {
  const { reclassifications: words } = useMessages();
  const format = useFormat();
  if (ai === null || ai.count === 0) return null;
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {words.previewAi(ai.count, format.number(ai.token_count))}
    </Text>
  );
};

const Moves = ({ preview }: { preview: Preview }) => {
  const { common, reclassifications: words, inboxFolders } = useMessages();
  const format = useFormat();
  const folders = useFolders();
  const nameOf = (id: number | null, isDraft = false): string => {
    if (isDraft) return words.newFolder;
    if (id === null) return inboxFolders.noFolder;
    return folders.find((folder) => folder.id === id)?.name ?? inboxFolders.goneFolder;
  };
  if (preview.moved_count === 0) return <Text size="sm">{words.previewNone}</Text>;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {words.previewCount(preview.moved_count, format.number(preview.examined_count))}
      </Text>
      {preview.examined_count < preview.total_count && (
        <Text size="xs" c="dimmed">
          {words.previewPart(format.number(preview.total_count))}
        </Text>
      )}
      <ul className={classes['list']}>
        {preview.moves.map(({ from_folder_id: from, to_folder_id: to, is_draft, count }) => (
          <li key={`${from}/${to}/${is_draft}`}>
            <Text size="sm">
              {common.labelled(
                words.move(nameOf(from), nameOf(to, is_draft)),
                format.number(count),
              )}
            </Text>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" fw={600}>
        {words.previewExamples}
      </Text>
      <ul
        className={classes['testedList']}
        aria-label={words.previewExamples}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a part that scrolls must be reachable
        tabIndex={0}
      >
        {preview.conversations.map((one) => (
          <li key={one.id} className={classes['tested']}>
            <Text size="sm" className={classes['line'] ?? ''}>
              {one.subject || inboxFolders.noSubject}
            </Text>
            <Text size="xs" c="dimmed">
              {words.move(nameOf(one.from_folder_id), nameOf(one.to_folder_id, one.is_draft))}
              {one.reason !== null && ` · ${reasonText(inboxFolders, one.reason)}`}
            </Text>
          </li>
        ))}
      </ul>
    </Stack>
  );
};
