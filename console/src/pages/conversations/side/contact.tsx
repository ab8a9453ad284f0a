import { ActionIcon, Group, Text } from '@mantine/core';
import { IconEdit } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { PersonForm } from '../../contacts/form/person-form.tsx';
import { ContactFacts } from '../../contacts/record/facts.tsx';
import { EmailLink } from '../../contacts/record/value.tsx';
import { Section, SideList } from './section.tsx';
import classes from './side.module.css';

type Contact = Schemas['ConversationContact'];

/** Who writes: how to reach them, and what else they have with the company. */
export const ContactPanel = ({ conversation }: { conversation: Schemas['Conversation'] }) => {
  const { composer: words, contacts } = useMessages();
  const mayEdit = useCan()('people:update');
  const queryClient = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const query = api.useQuery('get', '/inbox/conversations/{id}/contact', {
    params: { path: { id: conversation.id } },
  });
  const person = query.data?.person ?? null;
  const close = (): void => {
    setEditing(false);
    void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/conversations/{id}/contact'] });
  };
  return (
    <Section
      title={words.contact}
      actions={
        person !== null &&
        mayEdit && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.editContact}
            onClick={() => setEditing(true)}
          >
            <IconEdit size={16} />
          </ActionIcon>
        )
      }
    >
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(contact) => (
          <>
            <Details contact={contact} />
            {person !== null && (
              <ContactFacts
                contact={person}
                more={[
                  { label: contacts.organisation, value: person.organisation?.name ?? null },
                  { label: contacts.jobTitle, value: person.job_title },
                ]}
              />
            )}
            <More contact={contact} conversationId={conversation.id} />
          </>
        )}
      </QueryView>
      {isEditing && person !== null && <PersonForm person={person} onClose={close} />}
    </Section>
  );
};

const Details = ({ contact }: { contact: Contact }) => {
  const { composer: words } = useMessages();
  const { person, contact_name: name, contact_address: address } = contact;
  if (person !== null) {
    return (
      <LinkText to="/people/$id" params={{ id: String(person.id) }} fw={600}>
        {person.name}
      </LinkText>
    );
  }
  const reason = Object.entries(words.skipped).find(
    ([code]) => code === contact.contact_skipped_reason,
  )?.[1];
  return (
    <>
      <Text fw={600} size="sm">
        {name ?? words.noContact}
      </Text>
      {address !== null && (
        <Text size="sm">
          <EmailLink value={address} />
        </Text>
      )}
      {reason !== undefined && (
        <Text size="xs" c="dimmed">
          {reason}
        </Text>
      )}
    </>
  );
};

const More = ({ contact, conversationId }: { contact: Contact; conversationId: number }) => {
  const { composer: words } = useMessages();
  const others = contact.conversations.filter(({ id }) => id !== conversationId);
  return (
    <>
      <SideList label={words.conversations}>
        {others.map((one) => (
          <li key={one.id} className={classes['line']}>
            <LinkText
              to="/conversations/$id"
              params={{ id: String(one.id) }}
              inherit
              fw={one.is_unread ? 600 : undefined}
            >
              {one.subject === '' ? words.noSubject : one.subject}
            </LinkText>
            <Text span size="xs" c="dimmed">
              <RelativeTime at={one.last_message_at} />
            </Text>
          </li>
        ))}
      </SideList>
      <SideList label={words.leads}>
        {contact.leads.map((one) => (
          <li key={one.id}>
            <LinkText to="/leads/$id" params={{ id: String(one.id) }} inherit>
              {one.label === '' ? `#${one.id}` : one.label}
            </LinkText>
          </li>
        ))}
      </SideList>
      <SideList label={words.records}>
        {contact.records.map((one) => (
          <li key={`${one.type}/${one.ref}`}>
            <LinkText to="/entities/$type/$ref" params={{ type: one.type, ref: one.ref }} inherit>
              {one.label === '' ? one.ref : one.label}
            </LinkText>
          </li>
        ))}
      </SideList>
      {contact.action_count > 0 && (
        <Text size="sm" mt={4}>
          {words.actionCount(contact.action_count)}
        </Text>
      )}
      <SideList label={words.contactTasks}>
        {contact.tasks.map((one) => (
          <li key={one.id}>
            <Group gap={6}>
              <LinkText to="/tasks" search={{ task: one.id }} inherit>
                {one.title}
              </LinkText>
              {one.due_at !== null && (
                <Text span size="xs" c="dimmed">
                  <RelativeTime at={one.due_at} />
                </Text>
              )}
            </Group>
          </li>
        ))}
      </SideList>
    </>
  );
};
