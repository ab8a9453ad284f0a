import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { problemText } from '../../parts/problem-alert.tsx';
import { FileDrop } from '../../ui/fields/file-drop.tsx';

/** The limit of the api. */
const SIZE_MAX_BYTES = 64 * 1024 * 1024;
const ACCEPT = '.csv,.txt,text/csv,text/plain';

/** Takes a CSV file, and opens its import. */
export const UploadCsv = () => {
  const messages = useMessages();
  const { leadImports } = messages;
  const navigate = useNavigate();
  const [fault, setFault] = useState<string | null>(null);
  const create = api.useMutation('post', '/api/lead-imports', {
    onSuccess: ({ id }) =>
      void navigate({ to: '/leads/imports/$importId', params: { importId: id } }),
    onError: (error) => setFault(faultOf(messages, error)),
  });
  const send = ([file]: File[]): void => {
    if (file === undefined) return;
    const own = ownFault(messages, file);
    setFault(own);
    if (own !== null) return;
    const form = new FormData();
    form.append('file', file, file.name);
    create.mutate({ body: { file: file.name }, bodySerializer: () => form });
  };
  return (
    <FileDrop
      title={leadImports.drop}
      hint={leadImports.dropHint}
      buttonLabel={leadImports.choose}
      accept={ACCEPT}
      isPending={create.isPending}
      fault={fault}
      onFiles={send}
    />
  );
};

/** What needs no request to be known. */
const ownFault = ({ leadImports }: Messages, { name, size }: File): string | null => {
  if (/\.(?:xlsx?|ods|numbers)$/i.test(name)) return leadImports.isSpreadsheet;
  if (size === 0) return leadImports.isEmpty;
  return size > SIZE_MAX_BYTES ? leadImports.isTooLarge : null;
};

const faultOf = (messages: Messages, error: unknown): string => {
  const [first] = Object.values(fieldErrors(messages, error));
  return first ?? problemText(messages, problemOf(error));
};
