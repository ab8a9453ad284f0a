import { Button, Stack, Text } from '@mantine/core';
import { IconRestore, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert, toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshCases } from '../query.ts';
import classes from './files.module.css';
import { CONTENT, useCaseFiles, type CaseFile } from './query.ts';
import { Facts } from './row.tsx';

/** Those that were deleted and can be restored, on demand. */
export const DeletedFiles = ({ caseId }: { caseId: number }) => {
  const { caseFiles: words } = useMessages();
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconTrash size={14} aria-hidden />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {words.deleted}
      </Button>
      {isOpen && <List caseId={caseId} />}
    </div>
  );
};

const List = ({ caseId }: { caseId: number }) => {
  const { caseFiles: words } = useMessages();
  const query = useCaseFiles(caseId, { is_deleted: 'true' });
  if (query.isError)
    return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const files = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack gap="xs" mt="xs">
      {query.isSuccess && files.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noDeleted}
        </Text>
      )}
      <ul className={classes['list']} aria-label={words.deleted}>
        {files.map((file) => (
          <li key={file.id} className={classes['upload']}>
            <div className={classes['main']}>
              <div className={classes['name']}>{file.name}</div>
              <Facts file={file} />
            </div>
            <Restore file={file} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {words.earlier}
        </Button>
      )}
    </Stack>
  );
};

const Restore = ({ file }: { file: CaseFile }) => {
  const messages = useMessages();
  const { caseFiles: words, cases } = messages;
  const refresh = useRefreshCases();
  const restore = api.useMutation('post', `${CONTENT}/restore`, {
    onSuccess: () => toast('good', words.restored),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRestore size={14} aria-hidden />}
      loading={restore.isPending}
      aria-label={words.restore(file.name)}
      onClick={() => restore.mutate({ params: { path: { id: file.case_id, file_id: file.id } } })}
    >
      {cases.restore}
    </Button>
  );
};
