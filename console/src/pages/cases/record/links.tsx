import { ActionIcon, Button, Text } from '@mantine/core';
import { IconBolt, IconLinkPlus, IconMail, IconTargetArrow, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Card } from '../../../ui/page/page.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { ActionStatusBadge } from '../../actions/status.tsx';
import { STATUS_LOOKS as CONVERSATION_LOOKS } from '../../conversations/status.ts';
import { LeadStatusBadge } from '../../leads/statuses.tsx';
import { useRefreshCases, type Case } from '../query.ts';
import { LinkField } from './link-field.tsx';
import classes from './record.module.css';

type CaseLink = Schemas['CaseLink'];

/** What a case is about: conversations, leads, actions. */
export const CaseLinks = ({ row, mayChange }: { row: Case; mayChange: boolean }) => {
  const { cases: words } = useMessages();
  const [isAdding, setAdding] = useState(false);
  const links =
    api.useQuery('get', '/api/crm/case/{id}/link', { params: { path: { id: row.id } } }).data
      ?.data ?? [];
  return (
    <Card
      title={words.links}
      actions={
        mayChange &&
        !isAdding && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconLinkPlus size={14} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {words.addLink}
          </Button>
        )
      }
    >
      {isAdding && <LinkField caseId={row.id} links={links} onClose={() => setAdding(false)} />}
      {links.length === 0 && !isAdding && (
        <Text size="sm" c="dimmed">
          {words.noLinks}
        </Text>
      )}
      <ul className={classes['list']} aria-label={words.links}>
        {links.map((link) => (
          <LinkLine key={link.id} row={row} link={link} mayChange={mayChange} />
        ))}
      </ul>
    </Card>
  );
};

export const LINK_ICONS = {
  conversation: IconMail,
  lead: IconTargetArrow,
  action: IconBolt,
} as const;

interface LinkLineProps {
  row: Case;
  link: CaseLink;
  mayChange: boolean;
}

const LinkLine = ({ row, link, mayChange }: LinkLineProps) => {
  const { cases: words } = useMessages();
  const labelOf = useTypeLabels();
  const Shape = LINK_ICONS[link.kind];
  const name =
    (link.kind === 'action' ? labelOf(link.label) : undefined) ??
    (link.label === '' ? `${words.linkKinds[link.kind]} #${link.target_id}` : link.label);
  return (
    <li className={classes['link']}>
      <Shape size={15} aria-hidden />
      <span className={classes['linkName']}>
        <Target link={link} name={name} />
        {link.contact !== null && <Contact contact={link.contact} client={row.client} />}
      </span>
      <State link={link} />
      {mayChange && <Unlink caseId={row.id} link={link} name={name} />}
    </li>
  );
};

interface ContactProps {
  contact: NonNullable<CaseLink['contact']>;
  client: Case['client'];
}

/** Somebody else's mail in a case is a mistake, or worth a second look. */
const Contact = ({ contact: { id, name }, client }: ContactProps) => {
  const { cases: words } = useMessages();
  const isClient = id === client.id || name === client.name;
  return (
    <Text size="xs" component="div" c={isClient ? 'dimmed' : 'brick'}>
      {isClient ? name : words.notClient(name)}
    </Text>
  );
};

const Target = ({ link, name }: { link: CaseLink; name: string }) => {
  const params = { id: link.target_id };
  switch (link.kind) {
    case 'conversation':
      return (
        <LinkText to="/conversations/$id" params={params} inherit>
          {name}
        </LinkText>
      );
    case 'lead':
      return (
        <LinkText to="/leads/$id" params={params} inherit>
          {name}
        </LinkText>
      );
    case 'action':
      return (
        <LinkText to="/actions/$id" params={params} inherit>
          {name}
        </LinkText>
      );
  }
};

const State = ({ link: { kind, status } }: { link: CaseLink }) => {
  const { inboxStatistics } = useMessages();
  if (kind === 'lead') return <LeadStatusBadge code={status} />;
  if (kind === 'action')
    return <ActionStatusBadge status={status as Schemas['Action']['status']} />;
  const known = status as keyof typeof CONVERSATION_LOOKS;
  return <StatusBadge {...CONVERSATION_LOOKS[known]} label={inboxStatistics.statuses[known]} />;
};

const Unlink = ({ caseId, link, name }: { caseId: number; link: CaseLink; name: string }) => {
  const messages = useMessages();
  const { cases: words } = messages;
  const refresh = useRefreshCases();
  const remove = api.useMutation('delete', '/api/crm/case/{id}/link/{link_id}', {
    onSuccess: () => toast('good', words.linkRemoved),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={words.removeLink(name)}
      loading={remove.isPending}
      onClick={() => remove.mutate({ params: { path: { id: caseId, link_id: link.id } } })}
    >
      <IconX size={14} />
    </ActionIcon>
  );
};
