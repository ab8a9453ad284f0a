import { Button, Group, Loader, Modal, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { useOpenerFocus } from '../../ui/feedback/use-opener-focus.ts';
import classes from './preview.module.css';
import { PDF_TYPE } from './types.ts';

const PdfView = lazy(async () => ({ default: (await import('./pdf/view.tsx')).PdfView }));

interface FileDialogProps {
  name: string;
  /** Where the file is saved from. */
  href: string;
  onClose: () => void;
  children: ReactNode;
}

/** A file that is shown, with a button to save it. */
export const FileDialog = ({ name, href, onClose, children }: FileDialogProps) => {
  const { files: words } = useMessages();
  useOpenerFocus();
  return (
    <Modal opened onClose={onClose} title={name} size="xl">
      {children}
      <Group justify="flex-end" mt="md">
        <Button
          component="a"
          href={href}
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

interface FileContentProps {
  name: string;
  type: string;
  /** Answers `inline` for these types only, with a policy that runs nothing of the file. */
  href: string;
}

/**
 * A picture or a PDF, from the api. A picture runs no script, and a blob of it would have none of the headers of the
 * answer. A PDF may hold scripts, which the viewer of a browser runs: the console draws it itself (ADR 0035).
 */
export const FileContent = ({ name, type, href }: FileContentProps) => {
  const { files: words } = useMessages();
  const [isBroken, setBroken] = useState(false);
  if (type === PDF_TYPE) {
    return (
      <Suspense fallback={<Loader />}>
        <PdfView name={name} href={href} />
      </Suspense>
    );
  }
  if (isBroken) return <Text role="alert">{words.notShown}</Text>;
  return (
    <img className={classes['picture']} alt={name} src={href} onError={() => setBroken(true)} />
  );
};
