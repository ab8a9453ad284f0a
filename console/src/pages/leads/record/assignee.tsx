import { ActionIcon, Button, Group, Popover, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandGrab, IconPencil, IconUserOff } from '@tabler/icons-react';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { UserSelect } from '../../users/select.tsx';
import { isFree, useGiveLead, useMayGiveToOthers } from '../assign.ts';
import type { Lead } from '../query.ts';

/** Who has the lead. An agent takes it or hands it back; others give it to somebody. */
export const LeadAssignee = ({ lead }: { lead: Lead }) => {
  const { leads } = useMessages();
  const { user } = useMe();
  const { give, isPending } = useGiveLead();
  const canAssign = useCan()('leads:assign');
  const mayGiveToOthers = useMayGiveToOthers();
  const { assigned_to: userId, assigned_to_name: name } = lead;
  return (
    <Group gap={6} component="span">
      <span>{name === null ? leads.nobodyHasIt : leads.isAssignedTo(name)}</span>
      {canAssign && mayGiveToOthers && (
        <GivePopover lead={lead} give={(to) => give(lead, to)} isPending={isPending} />
      )}
      {canAssign && isFree(lead) && (
        <Button
          size="compact-xs"
          leftSection={<IconHandGrab size={14} />}
          loading={isPending}
          onClick={() => give(lead, user.id)}
        >
          {leads.take}
        </Button>
      )}
      {canAssign && !mayGiveToOthers && userId === user.id && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconUserOff size={14} />}
          loading={isPending}
          onClick={() => give(lead, null)}
        >
          {leads.handBack}
        </Button>
      )}
    </Group>
  );
};

interface GivePopoverProps {
  lead: Lead;
  give: (userId: number | null) => void;
  isPending: boolean;
}

const GivePopover = ({ lead, give, isPending }: GivePopoverProps) => {
  const { leads } = useMessages();
  const [isOpen, popover] = useDisclosure(false);
  const choose = (userId: number | null): void => {
    popover.close();
    if (userId !== lead.assigned_to) give(userId);
  };
  return (
    <Popover opened={isOpen} onChange={popover.toggle} trapFocus returnFocus width={280}>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          loading={isPending}
          aria-label={leads.changeAssignee}
          onClick={popover.toggle}
        >
          <IconPencil size={14} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <UserSelect
            label={leads.assignee}
            comboboxProps={{ withinPortal: false }}
            value={lead.assigned_to ?? undefined}
            onChange={(userId) => choose(userId ?? null)}
          />
          {lead.assigned_to !== null && (
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconUserOff size={14} />}
              onClick={() => choose(null)}
            >
              {leads.giveToNobody}
            </Button>
          )}
          <Text size="xs" c="dimmed">
            {leads.assigneeHint}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};
