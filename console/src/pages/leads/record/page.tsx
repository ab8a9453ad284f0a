import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowLeft, IconUserCheck } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import classes from '../../entities/record/page.module.css';
import { useViewing } from '../../notifications/viewing.ts';
import { useLeadCommands } from '../commands.ts';
import { lastLeads } from '../list/left.ts';
import type { Lead } from '../query.ts';
import { LeadAssignee } from './assignee.tsx';
import { LeadContact } from './contact.tsx';
import { ConvertDialog, ConvertedTo } from './convert.tsx';
import { LeadDuplicates } from './duplicates.tsx';
import { LeadFacts } from './facts.tsx';
import { LeadNotFound } from './not-found.tsx';
import { LeadStatusSelect } from './status-select.tsx';
import { LeadTimeline } from './timeline.tsx';

const route = getRouteApi('/shell/leads/$id');

export const LeadPage = () => {
  const id = Number(route.useParams().id);
  const query = api.useQuery('get', '/api/leads/{id}', { params: { path: { id } } });
  useViewing({ type: 'lead', id });
  if (problemOf(query.error).status === 404) return <LeadNotFound back={<BackToList />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(lead) => <LeadView key={id} lead={lead} />}
    </QueryView>
  );
};

const BackToList = () => (
  <Link to="/leads" search={lastLeads()} className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().navigation.leads}
  </Link>
);

const LeadView = ({ lead }: { lead: Lead }) => {
  const { leads, record } = useMessages();
  const can = useCan();
  const mayChange = can('leads:update');
  const [isConverting, converting] = useDisclosure(false);
  const isConvertible = can('leads:convert') && lead.converted_at === null;
  useLeadCommands(lead, isConvertible ? converting.open : undefined);
  return (
    <Page
      layout="record"
      title={lead.label === '' ? leads.nameless : lead.label}
      badge={<LeadStatusSelect lead={lead} mayChange={mayChange} />}
      description={<Description lead={lead} />}
      back={<BackToList />}
      actions={
        isConvertible && (
          <Button size="xs" leftSection={<IconUserCheck size={15} />} onClick={converting.open}>
            {leads.convert}
          </Button>
        )
      }
      side={
        <Card title={record.timeline} actions={can('audit:read') && <AuditLink id={lead.id} />}>
          <LeadTimeline lead={lead} />
        </Card>
      }
    >
      <LeadContact lead={lead} mayChange={mayChange} />
      <LeadFacts lead={lead} mayChange={mayChange} />
      <LeadDuplicates lead={lead} />
      <ConvertDialog lead={lead} isOpen={isConverting} onClose={converting.close} />
    </Page>
  );
};

const Description = ({ lead }: { lead: Lead }) => {
  const { leads } = useMessages();
  return (
    <div className={classes['facts']}>
      <div className={classes['line']}>
        <span>
          <LeadAssignee lead={lead} />
        </span>
        {lead.call_centre_name !== null && <span>{lead.call_centre_name}</span>}
        <span>
          {leads.cameBy(lead.form_name ?? leads.sources[lead.source])}{' '}
          <RelativeTime at={lead.created_at} />
        </span>
        {lead.converted_at !== null && <ConvertedTo lead={lead} />}
      </div>
    </div>
  );
};

const AuditLink = ({ id }: Pick<Lead, 'id'>) => {
  const { audit, leads } = useMessages();
  return (
    <LinkText
      to="/settings/audit"
      search={{ resource_type: 'lead', resource_id: String(id), changes: true }}
      size="sm"
      aria-label={leads.audit}
    >
      {audit.title}
    </LinkText>
  );
};
