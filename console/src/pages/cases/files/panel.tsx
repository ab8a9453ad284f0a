import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconFileUpload, IconFiles } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { useFileDrop } from '../../../ui/fields/use-file-drop.ts';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import type { TabProps } from '../record/tab.ts';
import { DeletedFiles } from './deleted.tsx';
import classes from './files.module.css';
import { FilePreview } from './preview.tsx';
import { useCaseFiles, type CaseFile } from './query.ts';
import { FileRow } from './row.tsx';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './uploads.ts';

/** The files of a case, newest first. Those that are dropped anywhere on the tab are uploaded. */
export const CaseFiles = (props: TabProps) => {
  const { caseFiles: words } = useMessages();
  const { row } = props;
  const mayWrite = useCan()('cases:update');
  const { rows, add, remove } = useUploads(row.id);
  const { isOver, events } = useFileDrop(add);
  return (
    <Stack
      className={classes['panel'] ?? ''}
      data-over={isOver || undefined}
      {...(mayWrite && events)}
    >
      {mayWrite && (
        <Group gap="xs">
          <AddButton onFiles={add} />
          <Text size="sm" c="dimmed">
            {words.dropHint}
          </Text>
        </Group>
      )}
      <UploadList rows={rows} remove={remove} />
      <FileList {...props} mayWrite={mayWrite} isUploading={rows.length > 0} />
      {mayWrite && <DeletedFiles caseId={row.id} />}
    </Stack>
  );
};

const AddButton = ({ onFiles }: { onFiles: (files: readonly File[]) => void }) => {
  const { caseFiles: words } = useMessages();
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      resetRef={reset}
      inputProps={{ 'aria-label': words.add }}
      onChange={(files) => {
        onFiles(files);
        // The same file may be chosen again, as its next version.
        reset.current?.();
      }}
    >
      {(button) => (
        <Button {...button} size="xs" leftSection={<IconFileUpload size={15} aria-hidden />}>
          {words.add}
        </Button>
      )}
    </FileButton>
  );
};

interface FileListProps extends TabProps {
  mayWrite: boolean;
  isUploading: boolean;
}

const FileList = ({ row, search, mayWrite, isUploading }: FileListProps) => {
  const { caseFiles: words } = useMessages();
  const query = useCaseFiles(row.id);
  const [previewed, setPreviewed] = useState<CaseFile | null>(null);
  const files = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const asked = files.find(({ id }) => id === search.file);
  const list = useAsked(search.file, asked !== undefined, query);
  if (query.isPending) return <PageSkeleton />;
  if (query.isError)
    return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (files.length === 0 && !isUploading) {
    return <Empty icon={IconFiles} title={words.none} hint={mayWrite ? words.noneHint : ''} />;
  }
  return (
    <>
      {search.file !== undefined && asked === undefined && !query.hasNextPage && (
        <Text size="sm" role="status">
          {words.askedIsGone}
        </Text>
      )}
      <ul ref={list} className={classes['list']} aria-label={words.title}>
        {files
          .filter((file) => file.is_latest)
          .map((file) => (
            <li key={file.name}>
              <NamedFile
                file={file}
                asked={asked?.name === file.name ? asked : undefined}
                mayDelete={mayWrite}
                onPreview={setPreviewed}
              />
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
      {previewed !== null && <FilePreview file={previewed} onClose={() => setPreviewed(null)} />}
    </>
  );
};

/** Reads on until the file is there, and goes to it. */
const useAsked = (
  id: number | undefined,
  isHere: boolean,
  query: Pick<
    ReturnType<typeof useCaseFiles>,
    'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >,
) => {
  const list = useRef<HTMLUListElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const isMissing = id !== undefined && !isHere && hasNextPage && !isFetchingNextPage;
  useEffect(() => {
    if (isMissing) void fetchNextPage();
  }, [isMissing, fetchNextPage]);
  useEffect(() => {
    if (!isHere) return;
    const card = list.current?.querySelector<HTMLElement>('[data-shown]');
    card?.scrollIntoView({ block: 'center' });
    card?.focus({ preventScroll: true });
  }, [isHere, id]);
  return list;
};

interface NamedFileProps {
  /** The newest version of its name. */
  file: CaseFile;
  /** The version of it that somebody asked to see. */
  asked: CaseFile | undefined;
  mayDelete: boolean;
  onPreview: (file: CaseFile) => void;
}

const NamedFile = ({ file, asked, ...props }: NamedFileProps) => {
  const { caseFiles: words } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const older = asked !== undefined && asked.id !== file.id ? [asked] : [];
  return (
    <>
      <FileRow
        {...props}
        file={file}
        isShown={asked?.id === file.id}
        {...(file.version > 1 && {
          versions: { isOpen, onToggle: () => setOpen(!isOpen) },
        })}
      />
      {(isOpen || older.length > 0) && (
        <ul className={classes['versions']} aria-label={words.versionsOf(file.name)}>
          {isOpen ? (
            <OlderVersions {...props} file={file} asked={asked} />
          ) : (
            older.map((one) => (
              <li key={one.id}>
                <FileRow {...props} file={one} isShown />
              </li>
            ))
          )}
        </ul>
      )}
    </>
  );
};

const OlderVersions = ({ file, asked, ...props }: NamedFileProps) => {
  const { caseFiles: words } = useMessages();
  const query = useCaseFiles(file.case_id, { name: file.name });
  const older = (query.data?.pages.flatMap(({ data }) => data) ?? []).filter(
    ({ id }) => id !== file.id,
  );
  return (
    <>
      {query.isSuccess && older.length === 0 && (
        <li>
          <Text size="xs" c="dimmed">
            {words.noVersions}
          </Text>
        </li>
      )}
      {older.map((one) => (
        <li key={one.id}>
          <FileRow {...props} file={one} isShown={one.id === asked?.id} />
        </li>
      ))}
      {query.hasNextPage && (
        <li>
          <Button variant="subtle" size="compact-xs" onClick={() => void query.fetchNextPage()}>
            {words.earlier}
          </Button>
        </li>
      )}
    </>
  );
};
