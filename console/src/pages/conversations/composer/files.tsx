import { ActionIcon, FileButton, Loader, Text, Tooltip } from '@mantine/core';
import { IconFile, IconPaperclip, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState, type ClipboardEvent, type DragEvent } from 'react';
import { api, client, type Schemas } from '../../../api/client.ts';
import { newUuid } from '../../../api/idempotency.ts';
import { problemOf } from '../../../api/problem.ts';
import { useStore } from '../../../api/store.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { sizeText } from '../../../parts/files/size.ts';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { problemText, toastProblem } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import classes from './composer.module.css';
import { filesBack } from './content.ts';

/** The files of a message: chosen, pasted or dropped, and uploaded at once. */

const FILE_COUNT_MAX = 20;

export interface Files {
  /** The names of those under way. */
  pending: readonly string[];
  add: (files: Iterable<File>) => void;
  /** For the element that takes pasted and dropped files. */
  events: {
    onPaste: (event: ClipboardEvent) => void;
    onDragOver: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
  };
}

/** `conversationId`: null for a conversation that is not begun yet. */
export const useFiles = (
  conversationId: number | null,
  ids: readonly number[],
  onUploaded: (id: number) => void,
): Files => {
  const messages = useMessages();
  const { composer: words } = messages;
  const queryClient = useQueryClient();
  const [pending, setPending] = useState<readonly string[]>([]);
  const upload = async (file: File): Promise<void> => {
    setPending((names) => [...names, file.name]);
    try {
      const attachment = await sent(post(conversationId, file));
      queryClient.setQueryData(attachmentKey(attachment.id), attachment);
      onUploaded(attachment.id);
    } catch (error) {
      const [first] = Object.values(fieldErrors(messages, error));
      toast('bad', words.uploadFailed(file.name), first ?? problemText(messages, problemOf(error)));
    } finally {
      setPending((names) => names.toSpliced(names.indexOf(file.name), 1));
    }
  };
  const add = (files: Iterable<File>): void => {
    const room = FILE_COUNT_MAX - ids.length - pending.length;
    const all = [...files];
    if (all.length > room) toast('waiting', words.tooManyFiles(FILE_COUNT_MAX));
    for (const file of all.slice(0, Math.max(0, room))) void upload(file);
  };
  useFilesBack(conversationId, add);
  return {
    pending,
    add,
    events: {
      onPaste: (event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        add(event.clipboardData.files);
      },
      onDragOver: (event) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault();
      },
      onDrop: (event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      },
    },
  };
};

const post = (conversationId: number | null, file: File) => {
  const form = new FormData();
  form.append('file', file, file.name);
  const request = {
    headers: { 'Idempotency-Key': newUuid() },
    body: { file: file.name },
    bodySerializer: () => form,
  };
  if (conversationId === null) return client.POST('/inbox/attachments', request);
  const params = { path: { id: conversationId } };
  return client.POST('/inbox/conversations/{id}/attachments', { ...request, params });
};

/** Reads the files of a message that was taken back, and uploads them for the next one. */
const useFilesBack = (conversationId: number | null, add: Files['add']): void => {
  const messages = useMessages();
  const back = useStore(filesBack);
  const take = useEffectEvent(async () => {
    if (back?.conversationId !== conversationId) return;
    filesBack.set(null);
    try {
      add(await Promise.all(back.files.map(readFile)));
    } catch (error) {
      toastProblem(messages, error);
    }
  });
  useEffect(() => void take(), [back]);
};

const readFile = async ({
  id,
  file_name: name,
  media_type: type,
}: Schemas['MessageAttachment']): Promise<File> => {
  const params = { path: { id } };
  const content = await sent(
    client.GET('/inbox/attachments/{id}/content', { params, parseAs: 'blob' }),
  );
  return new File([content], name, { type });
};

const attachmentKey = (id: number) => [
  'get',
  '/inbox/attachments/{id}',
  { params: { path: { id } } },
];

export const AttachButton = ({ files }: { files: Files }) => {
  const { composer: words } = useMessages();
  return (
    <FileButton multiple onChange={files.add} inputProps={{ 'aria-label': words.attach }}>
      {(button) => (
        <Tooltip label={words.attach}>
          <ActionIcon {...button} variant="subtle" color="gray" size="lg" aria-label={words.attach}>
            <IconPaperclip size={18} />
          </ActionIcon>
        </Tooltip>
      )}
    </FileButton>
  );
};

interface FileListProps {
  ids: readonly number[];
  pending: readonly string[];
  onRemove: (id: number) => void;
}

export const FileList = ({ ids, pending, onRemove }: FileListProps) => {
  const { composer: words } = useMessages();
  if (ids.length + pending.length === 0) return null;
  return (
    <ul className={classes['files']} aria-label={words.filesToSend}>
      {ids.map((id) => (
        <UploadedFile key={id} id={id} onRemove={() => onRemove(id)} />
      ))}
      {pending.map((name) => (
        <li key={name} className={classes['file']}>
          <Loader size={12} aria-label={words.uploading} />
          <span className={classes['fileName']}>{name}</span>
        </li>
      ))}
    </ul>
  );
};

const UploadedFile = ({ id, onRemove }: { id: number; onRemove: () => void }) => {
  const { composer: words, files } = useMessages();
  const format = useFormat();
  const { data, isError } = api.useQuery(
    'get',
    '/inbox/attachments/{id}',
    { params: { path: { id } } },
    { staleTime: Infinity, retry: false },
  );
  const name = data?.file_name ?? (isError ? words.fileGone : '…');
  return (
    <li className={classes['file']} data-gone={isError || undefined}>
      <IconFile size={14} aria-hidden />
      <span className={classes['fileName']}>{name}</span>
      {data !== undefined && (
        <Text span size="xs" c="dimmed">
          {sizeText(format, files.sizeUnits, data.size_bytes)}
        </Text>
      )}
      <ActionIcon
        size="xs"
        variant="subtle"
        color="gray"
        aria-label={words.removeFile(name)}
        onClick={onRemove}
      >
        <IconX size={12} />
      </ActionIcon>
    </li>
  );
};
