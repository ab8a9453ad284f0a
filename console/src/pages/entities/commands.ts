import { IconCopy, IconEdit } from '@tabler/icons-react';
import type { Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { usePageCommands } from '../../parts/commands.tsx';
import { toast } from '../../ui/feedback/toast.ts';

/** What the palette offers on the page of a record. */
export const useEntityCommands = ({ ref }: Schemas['Entity'], onEdit: () => void): void => {
  const { common, entity } = useMessages();
  const can = useCan();
  const edit = { id: 'edit', label: entity.edit, icon: IconEdit, run: onEdit };
  usePageCommands([
    ...(can('entities:update') ? [edit] : []),
    {
      id: 'copy-reference',
      label: entity.copyReference,
      icon: IconCopy,
      run: () =>
        void navigator.clipboard.writeText(ref).then(() => toast('good', common.copied, ref)),
    },
  ]);
};
