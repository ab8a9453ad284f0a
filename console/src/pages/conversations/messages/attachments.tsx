import { Text, UnstyledButton } from '@mantine/core';
import { IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { FileContent, FileDialog } from '../../../parts/files/preview.tsx';
import { sizeText } from '../../../parts/files/size.ts';
import { fileIconOf, isPreviewable } from '../../../parts/files/types.ts';
import classes from './messages.module.css';
import type { Message } from './query.ts';

type Attachment = Message['attachments'][number];

const contentAddress = ({ id }: Attachment, isPreview = false): string =>
  `/inbox/attachments/${id}/content${isPreview ? '?preview=true' : ''}`;

/** The files of a message. Pictures within its text are not listed. */
export const Attachments = ({ attachments }: { attachments: readonly Attachment[] }) => {
  const { composer: words } = useMessages();
  const [shown, setShown] = useState<Attachment | null>(null);
  const listed = attachments.filter((one) => !one.is_inline);
  if (listed.length === 0) return null;
  return (
    <>
      <ul className={classes['files']} aria-label={words.attachments}>
        {listed.map((one) => (
          <li key={one.id}>
            <FileLine attachment={one} onShow={() => setShown(one)} />
          </li>
        ))}
      </ul>
      {shown !== null && (
        <FileDialog
          name={shown.file_name}
          href={contentAddress(shown)}
          onClose={() => setShown(null)}
        >
          <FileContent
            name={shown.file_name}
            type={shown.media_type}
            href={contentAddress(shown, true)}
          />
        </FileDialog>
      )}
    </>
  );
};

const FileLine = ({ attachment, onShow }: { attachment: Attachment; onShow: () => void }) => {
  const { composer: words, files } = useMessages();
  const format = useFormat();
  const {
    file_name: name,
    media_type: type,
    size_bytes: size,
    refused_reason: reason,
  } = attachment;
  const IconShape = reason === null ? fileIconOf(type) : IconShieldX;
  const content = (
    <>
      <IconShape size={16} aria-hidden />
      <span className={classes['fileName']}>{name}</span>
      <Text span size="xs" c="dimmed">
        {sizeText(format, files.sizeUnits, size)}
      </Text>
    </>
  );
  if (reason !== null) {
    return (
      <span className={classes['file']} data-refused>
        {content}
        <Text span size="xs" c="brick">
          {words.refusedFile[reason]}
        </Text>
      </span>
    );
  }
  return isPreviewable(type) ? (
    <UnstyledButton
      className={classes['file'] ?? ''}
      aria-label={files.preview(name)}
      onClick={onShow}
    >
      {content}
    </UnstyledButton>
  ) : (
    <a
      className={classes['file']}
      href={contentAddress(attachment)}
      download
      aria-label={files.download(name)}
    >
      {content}
    </a>
  );
};
