import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { problemText } from '../../parts/problem-alert.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { FileDrop } from '../../ui/fields/file-drop.tsx';
import type { Collection } from './search.ts';

/** The limits of the api. */
const SIZE_MAX_BYTES = 20 * 1024 * 1024;
const FILE_COUNT_MAX = 20;
const ACCEPT = '.md,.markdown,.txt,.text,.pdf,.docx';

/** Takes documents, and starts their import. */
export const UploadDocuments = ({ collection }: { collection: Collection }) => {
  const messages = useMessages();
  const { knowledge: words } = messages;
  const queryClient = useQueryClient();
  const [fault, setFault] = useState<string | null>(null);
  const create = api.useMutation('post', '/inbox/knowledge/imports', {
    onSuccess: () => {
      toast('good', words.importStarted);
      return queryClient.invalidateQueries({ queryKey: ['get', '/inbox/knowledge/imports'] });
    },
    onError: (error) => setFault(faultOf(messages, error)),
  });
  const send = (files: File[]): void => {
    const own = ownFault(messages, files);
    setFault(own);
    const [first] = files;
    if (own !== null || first === undefined) return;
    const form = new FormData();
    form.append('collection', collection);
    for (const file of files) form.append('file', file, file.name);
    create.mutate({ body: { collection, file: [first.name] }, bodySerializer: () => form });
  };
  return (
    <FileDrop
      title={words.drop}
      hint={words.dropHint}
      buttonLabel={words.choose}
      accept={ACCEPT}
      isMultiple
      isPending={create.isPending}
      fault={fault}
      onFiles={send}
    />
  );
};

/** What needs no request to be known. */
const ownFault = ({ knowledge: words }: Messages, files: readonly File[]): string | null => {
  if (files.length > FILE_COUNT_MAX) return words.tooManyFiles(FILE_COUNT_MAX);
  const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
  return sizeBytes > SIZE_MAX_BYTES ? words.tooLarge : null;
};

const faultOf = (messages: Messages, error: unknown): string => {
  const [first] = Object.values(fieldErrors(messages, error));
  return first ?? problemText(messages, problemOf(error));
};
