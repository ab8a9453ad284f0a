import {
  IconArrowsSplit2,
  IconArrowMerge,
  IconClock,
  IconFolder,
  IconLink,
  IconMail,
  IconPencil,
  IconTag,
  IconUserShare,
} from '@tabler/icons-react';
import { client, type Schemas } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { RecordTimeline } from '../../../parts/record-timeline.tsx';
import { sent } from '../../../parts/sent.ts';
import type { TimelineEntry } from '../../../ui/timeline/timeline.tsx';
import { Section } from './section.tsx';

type Entry = Schemas['ConversationTimelineEntry'];

const PATH = '/inbox/conversations/{id}/timeline';

/** What happened to a conversation besides its messages. */
export const ConversationTimeline = ({ conversationId }: { conversationId: number }) => {
  const { composer: words } = useMessages();
  const toItem = useItem();
  const path = { id: conversationId };
  return (
    <Section title={words.timeline}>
      <RecordTimeline<Entry>
        label={words.timeline}
        earlierLabel={words.earlierEvents}
        queryKey={['get', PATH, { params: { path } }]}
        read={(query, signal) => sent(client.GET(PATH, { params: { path, query }, signal }))}
        toItem={toItem}
      />
    </Section>
  );
};

const useItem = (): ((entry: Entry) => TimelineEntry) => {
  const { composer, inboxStatistics } = useMessages();
  const format = useFormat();
  const words = composer.events;
  return (entry) => {
    const base = { key: entry.id, at: entry.at, by: entry.by, tone: 'neutral' as const };
    switch (entry.kind) {
      case 'created':
        return { ...base, icon: IconMail, title: words.created };
      case 'status_changed': {
        const to = entry.status?.to;
        const label = to === undefined ? '' : inboxStatistics.statuses[to];
        return { ...base, icon: IconTag, title: words.status(label) };
      }
      case 'assigned': {
        const to = entry.assignment?.to;
        const title = to ? words.assigned(to.name ?? `#${to.id}`) : words.unassigned;
        return { ...base, icon: IconUserShare, title };
      }
      case 'filed': {
        const folder = entry.filing?.folder;
        const title = folder ? words.filed(folder.name ?? `#${folder.id}`) : words.unfiled;
        return { ...base, icon: IconFolder, title };
      }
      case 'snoozed':
        return {
          ...base,
          icon: IconClock,
          title: words.snoozed,
          ...(entry.snoozed_until !== null && { body: format.instant(entry.snoozed_until) }),
        };
      case 'woken':
        return { ...base, icon: IconClock, title: words.woken };
      case 'linked':
        return { ...base, icon: IconLink, title: words.linked };
      case 'merged':
        return { ...base, icon: IconArrowMerge, title: words.merged, ...otherOf(entry) };
      case 'split':
        return { ...base, icon: IconArrowsSplit2, title: words.split, ...otherOf(entry) };
      case 'changed':
        return { ...base, icon: IconPencil, title: words.changed };
    }
  };
};

const otherOf = ({ conversation_id: id }: Entry): { href?: string } =>
  id === null ? {} : { href: `/conversations/${id}` };
