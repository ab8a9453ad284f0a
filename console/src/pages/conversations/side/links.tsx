import { ActionIcon, Button, Group, Stack } from '@mantine/core';
import { IconEdit } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { ChoiceField } from '../../../ui/form/fields/choice-field.tsx';
import { Facts } from '../../../ui/values/facts.tsx';
import { ContactSelect } from '../../contacts/select.tsx';
import { Section } from './section.tsx';

type Conversation = Schemas['Conversation'];

const PROJECT_COUNT_MAX = 250;

/** What a conversation is about: a project, a lead, an organisation. */
export const Links = ({ conversation }: { conversation: Conversation }) => {
  const { composer: words } = useMessages();
  const mayEdit = useCan()('conversations:update');
  const [isEditing, setEditing] = useState(false);
  return (
    <Section
      title={words.links}
      actions={
        mayEdit &&
        !isEditing && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.editLinks}
            onClick={() => setEditing(true)}
          >
            <IconEdit size={16} />
          </ActionIcon>
        )
      }
    >
      {isEditing ? (
        <LinksForm conversation={conversation} onClose={() => setEditing(false)} />
      ) : (
        <Shown conversation={conversation} />
      )}
    </Section>
  );
};

const Shown = ({ conversation }: { conversation: Conversation }) => {
  const { composer: words } = useMessages();
  const { project_id: projectId, lead_id: leadId, organisation_id: organisationId } = conversation;
  if (projectId === null && leadId === null && organisationId === null) return words.noLinks;
  return (
    <Facts
      facts={[
        {
          label: words.project,
          value: projectId !== null && (conversation.project_name ?? `#${projectId}`),
        },
        {
          label: words.lead,
          value: leadId !== null && (
            <LinkText to="/leads/$id" params={{ id: String(leadId) }} inherit>
              {`#${leadId}`}
            </LinkText>
          ),
        },
        {
          label: words.organisation,
          value: organisationId !== null && (
            <LinkText to="/organisations/$id" params={{ id: String(organisationId) }} inherit>
              {conversation.organisation_name ?? `#${organisationId}`}
            </LinkText>
          ),
        },
      ].map(({ label, value }) => ({ label, value: value === false ? null : value }))}
    />
  );
};

interface LinksFormProps {
  conversation: Conversation;
  onClose: () => void;
}

const LinksForm = ({ conversation, onClose }: LinksFormProps) => {
  const messages = useMessages();
  const { common, composer: words } = messages;
  const queryClient = useQueryClient();
  const [links, setLinks] = useState({
    person_id: conversation.person_id,
    project_id: conversation.project_id,
    lead_id: conversation.lead_id,
    organisation_id: conversation.organisation_id,
  });
  const save = api.useMutation('post', '/inbox/conversations/{id}/link', {
    onSuccess: () => {
      toast('good', words.linksSaved);
      onClose();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () =>
      Promise.all(PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] }))),
  });
  return (
    <Stack gap="xs">
      <ContactSelect
        kind="person"
        size="sm"
        label={words.person}
        value={links.person_id ?? undefined}
        onChange={(id) => setLinks({ ...links, person_id: id ?? null })}
      />
      <ContactSelect
        kind="organisation"
        size="sm"
        label={words.organisation}
        value={links.organisation_id ?? undefined}
        onChange={(id) => setLinks({ ...links, organisation_id: id ?? null })}
      />
      <ProjectField
        conversation={conversation}
        value={links.project_id}
        onChange={(id) => setLinks({ ...links, project_id: id })}
      />
      <LeadField
        conversation={conversation}
        value={links.lead_id}
        onChange={(id) => setLinks({ ...links, lead_id: id })}
      />
      <Group justify="flex-end" gap="xs">
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button
          size="compact-sm"
          loading={save.isPending}
          onClick={() =>
            save.mutate({
              params: { path: { id: conversation.id } },
              body: { version: conversation.version, ...links },
            })
          }
        >
          {common.save}
        </Button>
      </Group>
    </Stack>
  );
};

const PATHS = [
  '/inbox/conversations',
  '/inbox/conversations/{id}',
  '/inbox/conversations/{id}/contact',
  '/inbox/conversations/{id}/timeline',
] as const;

interface FieldProps {
  conversation: Conversation;
  value: number | null;
  onChange: (id: number | null) => void;
}

const ProjectField = ({ conversation, value, onChange }: FieldProps) => {
  const { composer: words } = useMessages();
  const projects =
    api.useQuery('get', '/inbox/projects', {
      params: { query: { is_closed: 'false', limit: PROJECT_COUNT_MAX } },
    }).data?.data ?? [];
  const { project_id: id, project_name: name } = conversation;
  const isMissing = id !== null && projects.every((one) => one.id !== id);
  return (
    <ChoiceField
      size="sm"
      clearable
      label={words.project}
      data={[
        ...(isMissing ? [{ value: String(id), label: name ?? `#${id}` }] : []),
        ...projects.map((one) => ({ value: String(one.id), label: one.name })),
      ]}
      value={value === null ? null : String(value)}
      onChange={(next) => onChange(next === null ? null : Number(next))}
    />
  );
};

/** The leads of the contact are offered. */
const LeadField = ({ conversation, value, onChange }: FieldProps) => {
  const { composer: words } = useMessages();
  const leads =
    api.useQuery('get', '/inbox/conversations/{id}/contact', {
      params: { path: { id: conversation.id } },
    }).data?.leads ?? [];
  const { lead_id: id } = conversation;
  const isMissing = id !== null && leads.every((one) => one.id !== id);
  return (
    <ChoiceField
      size="sm"
      clearable
      label={words.lead}
      data={[
        ...(isMissing ? [{ value: String(id), label: `#${id}` }] : []),
        ...leads.map((one) => ({
          value: String(one.id),
          label: `${one.label === '' ? '' : `${one.label} · `}#${one.id}`,
        })),
      ]}
      value={value === null ? null : String(value)}
      onChange={(next) => onChange(next === null ? null : Number(next))}
    />
  );
};
