import { Stack, Text } from '@mantine/core';
import { api } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { useFolderQuality } from '../query.ts';
import type { Settings } from './values.ts';

/** What is said before the mode of a folder changes: what will leave without a person, and what becomes of drafts. */

interface ModeChange {
  from: Settings['mode'];
  to: Settings['mode'];
}

/** Those that wait, or are being written. 0 until it is known. */
export const useOpenCount = (folderId: number): number =>
  useFolderQuality(folderId).data?.quality?.open_count ?? 0;

export const needsConfirm = ({ from, to }: ModeChange, openCount: number): boolean =>
  from !== to && (to === 'auto' || openCount > 0);

interface ConfirmModeProps extends ModeChange {
  isOpen: boolean;
  openCount: number;
  onConfirm: () => void;
  onClose: () => void;
}

export const ConfirmMode = ({ from, to, openCount, ...dialog }: ConfirmModeProps) => {
  const { autoReplies, ai } = useMessages();
  const words = autoReplies.settings.confirm;
  const mayUse = useCan()('ai:use');
  const status = api.useQuery('get', '/api/v1/ai/status', {}, { enabled: mayUse });
  return (
    <Confirm
      {...dialog}
      title={words.titles[to]}
      confirmLabel={words.labels[to]}
      isDangerous={to === 'auto'}
      isPending={false}
    >
      <Stack gap="sm">
        {to === 'auto' && (
          <>
            <Text>{words.alone}</Text>
            <Text>{words.others}</Text>
          </>
        )}
        {to === 'auto' && status.data?.is_demo === true && (
          <Text fw={600}>{`${ai.demo} : ${ai.demoHint}`}</Text>
        )}
        {openCount > 0 && from !== to && (
          <Text>{`${words.open(openCount)} ${to === 'off' ? words.openOff : words.openStay}`}</Text>
        )}
      </Stack>
    </Confirm>
  );
};
