import { Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { FileContent, FileDialog } from '../../../parts/files/preview.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { decodeText } from './decode.ts';
import classes from './files.module.css';
import { previewKindOf } from './looks.tsx';
import { CONTENT, contentAddress, inlineAddress, type CaseFile } from './query.ts';

/** Of a long text only the beginning is read. */
const TEXT_SIZE_MAX_BYTES = 64 * 1024;

interface PreviewProps {
  file: CaseFile;
  onClose: () => void;
}

/** A file beside the page, as far as nothing of it runs. */
export const FilePreview = ({ file, onClose }: PreviewProps) => (
  <FileDialog name={file.name} href={contentAddress(file)} onClose={onClose}>
    <Shown file={file} />
  </FileDialog>
);

const Shown = ({ file }: { file: CaseFile }) => {
  const kind = previewKindOf(file);
  switch (kind) {
    case 'content':
      return <FileContent name={file.name} type={file.media_type} href={inlineAddress(file)} />;
    case 'beginning':
      return <Beginning file={file} />;
    case 'text':
      return <ReadText file={file} />;
    case null:
      return null;
  }
};

const pathOf = ({ case_id: id, id: fileId }: CaseFile) => ({ id, file_id: fileId });

const Beginning = ({ file }: { file: CaseFile }) => {
  const { caseFiles: words } = useMessages();
  const params = {
    path: pathOf(file),
    header: { Range: `bytes=0-${TEXT_SIZE_MAX_BYTES - 1}` },
  };
  const { data, error } = useQuery({
    queryKey: ['get', CONTENT, { params }],
    queryFn: ({ signal }) =>
      sent<ArrayBuffer>(client.GET(CONTENT, { params, parseAs: 'arrayBuffer', signal })),
    staleTime: Infinity,
  });
  return (
    <TextBox name={file.name} text={data && decodeText(data)} error={error}>
      {file.size_bytes > TEXT_SIZE_MAX_BYTES && words.onlyBeginning}
    </TextBox>
  );
};

const ReadText = ({ file }: { file: CaseFile }) => {
  const { caseFiles: words } = useMessages();
  const { data, error } = api.useQuery('get', `${CONTENT}/text`, {
    params: { path: pathOf(file) },
  });
  return (
    <TextBox name={file.name} text={data && (data.text ?? '')} error={error}>
      {data?.is_cut === true ? words.onlyBeginning : words.textOnly}
    </TextBox>
  );
};

interface TextBoxProps {
  name: string;
  /** Undefined while it is read. */
  text: string | undefined;
  error: unknown;
  /** What to know of it. */
  children: ReactNode;
}

const TextBox = ({ name, text, error, children }: TextBoxProps) => {
  if (error !== null && error !== undefined) return <ProblemAlert error={error} />;
  if (text === undefined) return <Loader />;
  return (
    <>
      <pre className={classes['text']} role="region" aria-label={name} tabIndex={0}>
        {text}
      </pre>
      {children !== false && (
        <Text size="sm" c="dimmed" mt="xs">
          {children}
        </Text>
      )}
    </>
  );
};
