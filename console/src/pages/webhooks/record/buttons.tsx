import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconDotsVertical,
  IconHistory,
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands, type PageCommand } from '../../../parts/commands.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import type { Webhook } from '../types.ts';
import { RemoveWebhook, SwitchOff, useSwitch } from './dialogs/changes.tsx';
import { MissedDialog, ReplayDialog } from './dialogs/replay.tsx';
import { missedSince } from './dialogs/replay-body.ts';
import { RotateSecret } from './dialogs/rotate.tsx';
import { TestDialog } from './dialogs/test-send.tsx';

/** What can be done with a webhook. The palette offers the same. */

type Dialog = 'test' | 'replay' | 'rotate' | 'disable' | 'remove';

/** In which a webhook may have missed events. */
interface Period {
  since: string;
  until: string;
}

interface WebhookProps {
  webhook: Webhook;
}

export const WebhookButtons = ({ webhook }: WebhookProps) => {
  const { webhook: words } = useMessages();
  const can = useCan();
  const canWrite = can('webhooks:write');
  const canSend = can('webhooks:send');
  const [opened, setOpened] = useState<Dialog | null>(null);
  const close = (): void => setOpened(null);
  const [missed, setMissed] = useState<Period | null>(null);
  const commands = useCommands(webhook, setOpened, setMissed);
  usePageCommands(commands);
  const others = commands.filter(({ id }) => id !== 'test' && id !== 'edit');
  const dialog = { webhook, onClose: close };
  return (
    <>
      {canSend && (
        <Button leftSection={<IconSend size={16} />} onClick={() => setOpened('test')}>
          {words.sendTest}
        </Button>
      )}
      {canWrite && (
        <LinkButton
          to="/webhooks/$id/edit"
          params={{ id: String(webhook.id) }}
          variant="default"
          leftSection={<IconPencil size={16} />}
        >
          {words.edit}
        </LinkButton>
      )}
      {others.length > 0 && <OtherCommands commands={others} />}
      {opened === 'test' && <TestDialog {...dialog} />}
      {opened === 'replay' && <ReplayDialog {...dialog} />}
      {missed !== null && canSend && (
        <MissedDialog
          {...missed}
          webhook={webhook}
          onChoose={() => {
            setMissed(null);
            setOpened('replay');
          }}
          onClose={() => setMissed(null)}
        />
      )}
      <RotateSecret isOpen={opened === 'rotate'} {...dialog} />
      <SwitchOff isOpen={opened === 'disable'} {...dialog} />
      <RemoveWebhook isOpen={opened === 'remove'} {...dialog} />
    </>
  );
};

const useCommands = (
  webhook: Webhook,
  open: (dialog: Dialog) => void,
  offerMissed: (period: Period) => void,
): PageCommand[] => {
  const { webhook: words } = useMessages();
  const can = useCan();
  const navigate = useNavigate();
  const switchOn = useSwitch(webhook);
  const replay: PageCommand = {
    id: 'replay',
    label: words.replay,
    icon: IconHistory,
    run: () => open('replay'),
  };
  const send: PageCommand[] = [
    { id: 'test', label: words.sendTest, icon: IconSend, run: () => open('test') },
    // Refused while the webhook is inactive.
    ...(webhook.is_active ? [replay] : []),
  ];
  const toggle: PageCommand = webhook.is_active
    ? { id: 'disable', label: words.disable, icon: IconPlayerPause, run: () => open('disable') }
    : {
        id: 'enable',
        label: webhook.state === 'disabled' ? words.reenable : words.enable,
        icon: IconPlayerPlay,
        run: () => {
          const since = missedSince(webhook, new Date());
          switchOn.set(true, () => offerMissed({ since, until: new Date().toISOString() }));
        },
      };
  const change: PageCommand[] = [
    {
      id: 'edit',
      label: words.edit,
      icon: IconPencil,
      run: () => void navigate({ to: '/webhooks/$id/edit', params: { id: String(webhook.id) } }),
    },
    { id: 'rotate', label: words.rotate, icon: IconKey, run: () => open('rotate') },
    toggle,
    { id: 'remove', label: words.remove, icon: IconTrash, run: () => open('remove') },
  ];
  return [...(can('webhooks:send') ? send : []), ...(can('webhooks:write') ? change : [])];
};

const OtherCommands = ({ commands }: { commands: readonly PageCommand[] }) => {
  const { webhook: words } = useMessages();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={words.more}>
          <IconDotsVertical size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.map(({ id, label, icon: Shape, run }) => (
          <Menu.Item
            key={id}
            {...(id === 'remove' ? { color: 'brick' } : {})}
            leftSection={Shape && <Shape size={16} aria-hidden />}
            onClick={run}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
