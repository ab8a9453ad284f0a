import { Text } from '@mantine/core';
import {
  IconArrowMerge,
  IconArrowsSplit,
  IconFilePlus,
  IconPencil,
  IconRestore,
  IconTargetArrow,
  IconTrash,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { RecordTimeline } from '../../../parts/record-timeline.tsx';
import type { TimelineEntry as Item } from '../../../ui/timeline/timeline.tsx';
import { useLeadStatus } from '../../leads/statuses.tsx';
import { KIND_PATHS, permissionOf, readTimeline, type Kind, type TimelineEntry } from '../kinds.ts';
import { UndoMerge } from '../merge/undo.tsx';
import { phoneText } from './value.tsx';

/** What happened to the contact, to those merged into it and to their leads, newest first. */
export const ContactTimeline = ({ kind, id }: { kind: Kind; id: number }) => {
  const { contacts: words } = useMessages();
  return (
    <RecordTimeline
      label={words.timeline}
      earlierLabel={words.earlier}
      queryKey={['get', `${KIND_PATHS[kind]}/{id}/timeline`, { params: { path: { id } } }]}
      read={(page, signal) => readTimeline(kind, id, page, signal)}
      toItem={useItem(kind, id)}
    />
  );
};

const useItem = (kind: Kind, id: number): ((entry: TimelineEntry) => Item) => {
  const { common, contacts: words, leads } = useMessages();
  const statusOf = useLeadStatus();
  const canUndo = useCan()(permissionOf(kind, 'delete'));
  return (entry) => {
    const { merge, lead } = entry;
    const isOfMerged = entry.contact_id !== id;
    const isLoser = merge !== null && merge.loser_id === id;
    const author = entry.by ?? null;
    const by = isOfMerged
      ? [author, words.happened.ofMerged].filter((part) => part !== null).join(' · ')
      : author;
    const base = { key: entry.id, at: entry.at, by };
    switch (entry.kind) {
      case 'created':
        return { ...base, icon: IconFilePlus, tone: 'neutral', title: words.happened.created };
      case 'deleted':
        return { ...base, icon: IconTrash, tone: 'bad', title: words.happened.deleted };
      case 'restored':
        return { ...base, icon: IconRestore, tone: 'good', title: words.happened.restored };
      case 'changed':
        return {
          ...base,
          icon: IconPencil,
          tone: 'neutral',
          title: words.happened.changed(entry.changes.length),
          body: entry.changes.map((change) => (
            <ChangeLine key={change.field} change={change} labelled={common.labelled} />
          )),
        };
      case 'merged':
        return {
          ...base,
          icon: IconArrowMerge,
          tone: 'info',
          title: isLoser
            ? words.happened.merged_into(merge.winner_name)
            : words.happened.merged(merge?.loser_name ?? ''),
          ...(canUndo && !isOfMerged && !isLoser && merge !== null && isOpen(merge)
            ? { body: <UndoMerge kind={kind} winnerId={id} mergeId={merge.id} /> }
            : {}),
        };
      case 'merge_undone':
        return {
          ...base,
          icon: IconArrowsSplit,
          tone: 'neutral',
          title: words.happened.merge_undone(
            (isLoser ? merge.winner_name : merge?.loser_name) ?? '',
          ),
        };
      case 'lead':
        return {
          ...base,
          icon: IconTargetArrow,
          tone: 'info',
          title: leadTitle(words, lead?.event ?? ''),
          body: lead === null ? undefined : leadBody({ leads, contacts: words }, statusOf, lead),
          ...(lead === null ? {} : { href: `/leads/${lead.id}` }),
        };
    }
  };
};

const isOpen = (merge: NonNullable<TimelineEntry['merge']>): boolean =>
  merge.undone_at === null && Date.parse(merge.undo_until) > Date.now();

const leadTitle = (words: Messages['contacts'], event: string): string =>
  Object.entries(words.leadEvents).find(([name]) => name === event)?.[1] ?? words.leadEvent;

const leadBody = (
  { leads, contacts }: Pick<Messages, 'leads' | 'contacts'>,
  statusOf: ReturnType<typeof useLeadStatus>,
  lead: NonNullable<TimelineEntry['lead']>,
): ReactNode => {
  const { event, status, previous_status: previous, assigned_to_name: assignee } = lead;
  if (previous !== null)
    return `${statusOf(previous).label} → ${status === null ? '' : statusOf(status).label}`;
  if (event === 'LeadAssigned')
    return assignee === null ? leads.nobodyHasIt : leads.isAssignedTo(assignee);
  return event === 'LeadConverted' ? contacts.leadAnswers : (lead.name ?? undefined);
};

type Change = TimelineEntry['changes'][number];

interface ChangeLineProps {
  change: Change;
  labelled: (label: string, text: string) => string;
}

const ChangeLine = ({ change: { field, before, after }, labelled }: ChangeLineProps) => {
  const { contacts: words } = useMessages();
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <Text span inherit c="dimmed">
        {labelled(fieldLabel(words, field), '')}
      </Text>
      {`${valueText(words, before)} → ${valueText(words, after)}`}
    </div>
  );
};

/** The name of a field as the api names it. */
export const fieldLabel = (words: Messages['contacts'], field: string): string => {
  const names: Record<string, string> = {
    name: words.name,
    organisation: words.organisation,
    organisation_id: words.organisation,
    job_title: words.jobTitle,
    website: words.website,
    address: words.address,
    notes: words.notes,
    emails: words.emails,
    phones: words.phones,
  };
  return names[field] ?? field;
};

/** A text, a list of addresses or numbers, or an organisation. */
export const valueText = (words: Messages['contacts'], value: unknown): string => {
  if (value === null || value === undefined || value === '') return words.empty;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const texts = value.map((point: unknown) => phoneText(String(Object(point).value)));
    return texts.length === 0 ? words.empty : texts.join(', ');
  }
  const name: unknown = Object(value).name;
  return typeof name === 'string' ? name : JSON.stringify(value);
};
