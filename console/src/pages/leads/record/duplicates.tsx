import { Group, Stack, Text } from '@mantine/core';
import { IconUser, IconUsers } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import type { Lead } from '../query.ts';
import { LeadStatusBadge } from '../statuses.tsx';
import { ContactLink } from './contact-link.tsx';
import { useSameLeads, useSamePeople } from './same-contact.ts';

const SHOWN_COUNT_MAX = 5;

/** Leads and people with the same address or number. Nothing if there is none. */
export const LeadDuplicates = ({ lead }: { lead: Lead }) => {
  const { leads } = useMessages();
  const people = (useSamePeople(lead) ?? []).filter(({ id }) => id !== lead.person_id);
  const others = useSameLeads(lead);
  if (people.length === 0 && others.length === 0) return null;
  return (
    <Card title={leads.duplicates} icon={<IconUsers size={16} aria-hidden />}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {leads.duplicatesHint}
        </Text>
        {people.slice(0, SHOWN_COUNT_MAX).map(({ id, name }) => (
          <Group key={`person-${id}`} gap={6} wrap="nowrap">
            <IconUser size={15} aria-hidden />
            <Text size="sm" component="span">
              <ContactLink kind="people" id={id}>
                {name}
              </ContactLink>{' '}
              · {leads.isContact}
            </Text>
          </Group>
        ))}
        {others.slice(0, SHOWN_COUNT_MAX).map((other) => (
          <Group key={`lead-${other.id}`} gap={8} justify="space-between">
            <LinkText to="/leads/$id" params={{ id: String(other.id) }} size="sm">
              {other.label}
            </LinkText>
            <Group gap={8}>
              <LeadStatusBadge code={other.status} />
              <Text size="xs" c="dimmed" component="span">
                <RelativeTime at={other.created_at} />
              </Text>
            </Group>
          </Group>
        ))}
      </Stack>
    </Card>
  );
};
