import { ActionIcon, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconDownload, IconEye, IconHistory, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { sizeText } from '../../../parts/files/size.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { useRefreshCases } from '../query.ts';
import classes from './files.module.css';
import { hintOf, iconOf, previewKindOf, ScanBadge, typeText } from './looks.tsx';
import { CONTENT, contentAddress, isReleased, type CaseFile } from './query.ts';

interface FileRowProps {
  file: CaseFile;
  mayDelete: boolean;
  /** Somebody asked to see this one. */
  isShown: boolean;
  onPreview: (file: CaseFile) => void;
  /** Absent: it has no older ones, or is one. */
  versions?: { isOpen: boolean; onToggle: () => void };
}

/** One version of a file. One in quarantine is not given away, and says so. */
export const FileRow = ({ file, mayDelete, isShown, onPreview, versions }: FileRowProps) => {
  const { caseFiles: words, files: shared } = useMessages();
  const Shape = iconOf(file);
  const hint = hintOf(words, file);
  const canShow = previewKindOf(file) !== null;
  return (
    <article
      className={classes['file']}
      aria-label={words.fileOf(file.name, file.version)}
      tabIndex={-1}
      data-shown={isShown || undefined}
    >
      <Shape size={18} stroke={1.75} aria-hidden className={classes['icon'] ?? ''} />
      <div className={classes['main']}>
        <div className={classes['head']}>
          {canShow ? (
            <UnstyledButton
              className={classes['open'] ?? ''}
              aria-label={shared.preview(file.name)}
              onClick={() => onPreview(file)}
            >
              {file.name}
            </UnstyledButton>
          ) : (
            <span className={classes['name']}>{file.name}</span>
          )}
          <ScanBadge file={file} />
        </div>
        <Facts file={file} />
        {hint !== null && (
          <Text size="xs" {...(file.scan_state === 'infected' ? { c: 'brick' } : {})}>
            {hint}
          </Text>
        )}
      </div>
      <Buttons file={file} mayDelete={mayDelete} onPreview={onPreview} versions={versions} />
    </article>
  );
};

type ButtonsProps = Omit<FileRowProps, 'isShown' | 'versions'> & {
  versions: FileRowProps['versions'];
};

const Buttons = ({ file, mayDelete, onPreview, versions }: ButtonsProps) => {
  const { caseFiles: words, files: shared } = useMessages();
  return (
    <div className={classes['buttons']}>
      {previewKindOf(file) !== null && (
        <Tooltip label={words.show}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.showFile(file.name)}
            onClick={() => onPreview(file)}
          >
            <IconEye size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {versions !== undefined && (
        <Tooltip label={words.versions}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.versionsOf(file.name)}
            aria-expanded={versions.isOpen}
            onClick={versions.onToggle}
          >
            <IconHistory size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {isReleased(file) && (
        <Tooltip label={shared.downloadShort}>
          <ActionIcon
            component="a"
            variant="subtle"
            color="gray"
            href={contentAddress(file)}
            download
            aria-label={shared.download(file.name)}
          >
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {mayDelete && <Remove file={file} />}
    </div>
  );
};

/** Its size, its type, who brought it and when. */
export const Facts = ({ file }: { file: CaseFile }) => {
  const { caseFiles: words, files: shared } = useMessages();
  const format = useFormat();
  const { version, is_latest: isLatest } = file;
  return (
    <Text size="xs" c="dimmed">
      {[
        sizeText(format, shared.sizeUnits, file.size_bytes),
        typeText(words, file),
        ...(version > 1 || !isLatest ? [words.version(version)] : []),
        file.uploaded_by_name,
      ].join(' · ')}
      {' · '}
      <RelativeTime at={file.created_at} />
    </Text>
  );
};

const Remove = ({ file }: { file: CaseFile }) => {
  const messages = useMessages();
  const { caseFiles: words, common } = messages;
  const refresh = useRefreshCases();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', CONTENT, {
    onSuccess: () => toast('good', words.removed),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => {
      setAsking(false);
      void refresh();
    },
  });
  return (
    <>
      <Tooltip label={common.delete}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={words.remove(file.name)}
          onClick={() => setAsking(true)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle(file.name)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() =>
          remove.mutate({ params: { path: { id: file.case_id, file_id: file.id } } })
        }
        onClose={() => setAsking(false)}
      >
        {file.version > 1 ? words.removeVersionBody : words.removeBody}
      </Confirm>
    </>
  );
};
