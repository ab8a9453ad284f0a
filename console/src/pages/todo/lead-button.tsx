import { IconExternalLink, IconHandGrab } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useGiveLead } from '../leads/assign.ts';
import { targetOf, type TodoLeadItem } from './items.ts';
import { RowButton } from './row-button.tsx';

interface LeadButtonProps {
  item: TodoLeadItem;
  isCompact: boolean;
}

/** The button of a lead: to take it if it has no assignee, else to open it. */
export const LeadButton = ({ item, isCompact }: LeadButtonProps) => {
  const { leads, todo } = useMessages();
  const { user } = useMe();
  const navigate = useNavigate();
  const { give, isPending } = useGiveLead();
  const mayTake = useCan()('leads:assign') && item.lead.assigned_to === null;
  return mayTake ? (
    <RowButton
      icon={IconHandGrab}
      label={leads.take}
      isCompact={isCompact}
      isPending={isPending}
      onClick={() => give(item, user.id)}
    />
  ) : (
    <RowButton
      icon={IconExternalLink}
      label={todo.open}
      isCompact={isCompact}
      onClick={() => void navigate(targetOf(item))}
    />
  );
};
