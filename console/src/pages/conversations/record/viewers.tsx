import { IconEye, IconPencil } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import { useNow } from '../../../ui/values/use-now.ts';
import type { Conversation } from '../query.ts';

/** Who else looks at the conversation, or types in it. */
export const Viewers = ({ viewers }: Pick<Conversation, 'viewers'>) => {
  const { inbox } = useMessages();
  const nowMs = useNow('second');
  const present = viewers.filter(({ expires_at: at }) => Date.parse(at) > nowMs);
  return (
    <span role="status">
      {present.map(({ user_id: id, name, state }) => (
        <StatusBadge
          key={id}
          tone={state === 'typing' ? 'waiting' : 'neutral'}
          icon={state === 'typing' ? IconPencil : IconEye}
          label={state === 'typing' ? inbox.types(name) : inbox.looks(name)}
        />
      ))}
    </span>
  );
};
