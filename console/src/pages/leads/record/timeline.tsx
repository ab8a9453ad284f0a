import { Button, Stack, Text } from '@mantine/core';
import {
  IconFilePlus,
  IconMailCheck,
  IconPencil,
  IconPhone,
  IconTag,
  IconUserCheck,
  IconUserShare,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { Timeline, type TimelineEntry } from '../../../ui/timeline/timeline.tsx';
import { usePlainText } from '../../entities/record/value.tsx';
import type { Lead } from '../query.ts';
import { useLeadStatus } from '../statuses.tsx';
import { useFieldLabels } from './facts.tsx';

type Entry = Schemas['LeadTimelineEntry'];

const PATH = '/api/leads/{id}/timeline';
const PAGE_SIZE = 15;

/** What happened to the lead, newest first. */
export const LeadTimeline = ({ lead }: { lead: Lead }) => {
  const { record } = useMessages();
  const query = useTimeline(lead);
  const toItem = useItem(lead);
  if (query.isPending) return <PageSkeleton />;
  if (query.isError)
    return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.data.map(toItem));
  return (
    <Stack>
      <Timeline label={record.timeline} items={items} />
      {query.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {record.earlier}
        </Button>
      )}
    </Stack>
  );
};

const useTimeline = ({ id }: Lead) => {
  const path = { id };
  const first: string | null = null;
  return useInfiniteQuery({
    queryKey: ['get', PATH, { params: { path } }],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const params = { path, query: { limit: PAGE_SIZE, ...cursor } };
      return sent(client.GET(PATH, { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor,
  });
};

const useItem = (lead: Lead): ((entry: Entry) => TimelineEntry) => {
  const { common, leads, record } = useMessages();
  const statusOf = useLeadStatus();
  const changeText = useChangeText(lead);
  return (entry) => {
    const base = { key: entry.id, at: entry.at, by: entry.by };
    switch (entry.kind) {
      case 'created':
        return {
          ...base,
          icon: IconFilePlus,
          tone: 'neutral',
          title: leads.events.created(leads.sources[lead.source]),
        };
      case 'email_confirmed':
        return { ...base, icon: IconMailCheck, tone: 'good', title: leads.events.confirmed };
      case 'called':
        return { ...base, icon: IconPhone, tone: 'info', title: leads.events.called };
      case 'converted':
        return { ...base, icon: IconUserCheck, tone: 'good', title: leads.events.converted };
      case 'assigned': {
        const to = entry.assignment?.to;
        return {
          ...base,
          icon: IconUserShare,
          tone: 'moving',
          title: to ? leads.events.assigned(to.name ?? `#${to.id}`) : leads.events.unassigned,
        };
      }
      case 'status_changed': {
        const { label, tone } = statusOf(entry.status?.to ?? '');
        return { ...base, icon: IconTag, tone, title: common.labelled(leads.columnStatus, label) };
      }
      case 'changed':
        return {
          ...base,
          icon: IconPencil,
          tone: 'neutral',
          title: record.changed(entry.changes.length),
          body: entry.changes.map((change) => (
            <Change key={change.field} {...changeText(change)} />
          )),
        };
    }
  };
};

const Change = ({ field, text }: { field: string; text: string }) => {
  const { common } = useMessages();
  return (
    <div>
      <Text span inherit c="dimmed">
        {common.labelled(field, '')}
      </Text>
      {text}
    </div>
  );
};

/** Fields of the form have `data.` before their name. */
const useChangeText = (lead: Lead) => {
  const { leads } = useMessages();
  const labels = useFieldLabels(lead);
  const text = usePlainText(true);
  const own: Readonly<Record<string, string>> = {
    name: leads.name,
    email: leads.email,
    phone: leads.phone,
    company_name: leads.companyName,
    called_at: leads.columnCalled,
    email_confirmed_at: leads.columnConfirmed,
  };
  return ({ field, before, after }: Entry['changes'][number]) => {
    const name = field.replace(/^data\./, '');
    const kind = field === 'phone' ? 'telephone' : name;
    return {
      field: own[field] ?? labels.of(name),
      text: `${text(kind, before)} → ${text(kind, after)}`,
    };
  };
};
