import { Button, Group, Modal, Text, UnstyledButton } from '@mantine/core';
import {
  IconDownload,
  IconFile,
  IconFileTypePdf,
  IconPhoto,
  IconShieldX,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import classes from './messages.module.css';
import type { Message } from './query.ts';
import { sizeText } from './size.ts';

type Attachment = Message['attachments'][number];

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const PDF_TYPE = 'application/pdf';

/** The api shows these types only. */
const isPreviewable = ({ media_type: type }: Attachment): boolean =>
  IMAGE_TYPES.includes(type) || type === PDF_TYPE;

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
      {shown !== null && <Preview attachment={shown} onClose={() => setShown(null)} />}
    </>
  );
};

const iconOf = ({ media_type: type, refused_reason: reason }: Attachment): Icon => {
  if (reason !== null) return IconShieldX;
  if (IMAGE_TYPES.includes(type)) return IconPhoto;
  return type === PDF_TYPE ? IconFileTypePdf : IconFile;
};

const FileLine = ({ attachment, onShow }: { attachment: Attachment; onShow: () => void }) => {
  const { composer: words } = useMessages();
  const format = useFormat();
  const IconShape = iconOf(attachment);
  const { file_name: name, size_bytes: size, refused_reason: reason } = attachment;
  const content = (
    <>
      <IconShape size={16} aria-hidden />
      <span className={classes['fileName']}>{name}</span>
      <Text span size="xs" c="dimmed">
        {sizeText(format, words.sizeUnits, size)}
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
  return isPreviewable(attachment) ? (
    <UnstyledButton
      className={classes['file'] ?? ''}
      aria-label={words.preview(name)}
      onClick={onShow}
    >
      {content}
    </UnstyledButton>
  ) : (
    <a
      className={classes['file']}
      href={contentAddress(attachment)}
      download
      aria-label={words.download(name)}
    >
      {content}
    </a>
  );
};

const Preview = ({ attachment, onClose }: { attachment: Attachment; onClose: () => void }) => {
  const { composer: words } = useMessages();
  const { file_name: name, media_type: type } = attachment;
  useOpenerFocus();
  return (
    <Modal opened onClose={onClose} title={name} size="xl">
      {type === PDF_TYPE ? (
        <iframe className={classes['pdf']} title={name} src={contentAddress(attachment, true)} />
      ) : (
        <img className={classes['picture']} alt={name} src={contentAddress(attachment, true)} />
      )}
      <Group justify="flex-end" mt="md">
        <Button
          component="a"
          href={contentAddress(attachment)}
          download
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          {words.downloadShort}
        </Button>
      </Group>
    </Modal>
  );
};
