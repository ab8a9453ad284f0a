import { Button, Text } from '@mantine/core';
import { IconHandGrab } from '@tabler/icons-react';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { isFree, useGiveLead } from '../assign.ts';
import type { Lead } from '../query.ts';

/** The button to take a lead without assignee. For a converted lead there is only the text. */
export const TakeButton = ({ lead }: { lead: Lead }) => {
  const { common, leads } = useMessages();
  const { user } = useMe();
  const { give, isPending } = useGiveLead();
  if (!useCan()('leads:assign') || !isFree(lead))
    return (
      <Text span size="sm" c="dimmed">
        {leads.nobody}
      </Text>
    );
  return (
    <Button
      size="compact-xs"
      variant="light"
      leftSection={<IconHandGrab size={14} />}
      loading={isPending}
      aria-label={common.labelled(leads.take, lead.label)}
      onClick={() => give(lead, user.id)}
    >
      {leads.take}
    </Button>
  );
};
