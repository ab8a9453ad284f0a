import { IconEye, IconPencil } from '@tabler/icons-react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import { useNow } from '../../../ui/values/use-now.ts';
import type { Conversation } from '../query.ts';
import { viewersKey } from '../viewers-key.ts';

/** Who else looks at the conversation, or types in it: as the stream told last, else as it was read. */
export const Viewers = ({ id, viewers }: Pick<Conversation, 'id' | 'viewers'>) => {
  const { inbox } = useMessages();
  const { user } = useMe();
  const nowMs = useNow('second');
  const told = useQuery<Conversation['viewers']>({ queryKey: viewersKey(id), queryFn: skipToken });
  const present = (told.data ?? viewers).filter(
    ({ user_id: userId, expires_at: at }) => userId !== user.id && Date.parse(at) > nowMs,
  );
  return (
    <span role="status">
      {present.map(({ user_id: userId, name, state }) => (
        <StatusBadge
          key={userId}
          tone={state === 'typing' ? 'waiting' : 'neutral'}
          icon={state === 'typing' ? IconPencil : IconEye}
          label={state === 'typing' ? inbox.types(name) : inbox.looks(name)}
        />
      ))}
    </span>
  );
};
