import { Text } from '@mantine/core';
import {
  IconBell,
  IconFilePlus,
  IconPencil,
  IconSend,
  IconTag,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { client, type Schemas } from '../../../api/client.ts';
import { humanise } from '../../../i18n/humanise.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import { RecordTimeline } from '../../../parts/record-timeline.tsx';
import { sent } from '../../../parts/sent.ts';
import type { TimelineEntry } from '../../../ui/timeline/timeline.tsx';
import type { Tone } from '../../../ui/values/tones.ts';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { STATUS_ICONS, STATUS_TONES } from '../../actions/status.tsx';
import { useFieldText } from './field-text.ts';

type Entity = Schemas['Entity'];
type Entry = Schemas['EntityTimelineEntry'];

const PATH = '/api/v1/entities/{type}/{ref}/timeline';

/** What happened to the record, newest first. */
export const EntityTimeline = ({ entity }: { entity: Entity }) => {
  const { record } = useMessages();
  const path = { type: entity.type, ref: entity.ref };
  return (
    <RecordTimeline
      label={record.timeline}
      earlierLabel={record.earlier}
      queryKey={['get', PATH, { params: { path } }]}
      read={(query, signal) => sent(client.GET(PATH, { params: { path, query }, signal }))}
      toItem={useItem(entity)}
    />
  );
};

const useItem = ({ type }: Entity): ((entry: Entry) => TimelineEntry) => {
  const { common, record, statuses, outcomes } = useMessages();
  const typeLabel = useTypeLabels();
  const changeText = useChangeText(type);
  return (entry) => {
    const base = { key: entry.id, at: entry.at, by: entry.by ?? null };
    const { action, notification } = entry;
    if (action) {
      const label = typeLabel(action.action_type) ?? humanise(action.action_type);
      const href = `/actions/${action.id}`;
      if (entry.kind === 'action_accepted')
        return { ...base, href, icon: IconSend, tone: 'info', title: record.decided(label) };
      const { status, outcome_code: code, outcome_message: message } = action;
      return {
        ...base,
        href,
        icon: STATUS_ICONS[status],
        tone: STATUS_TONES[status],
        title: record.settled(label, statuses[status]),
        body: message ?? (code === null ? undefined : outcomes[code]),
      };
    }
    if (notification)
      return {
        ...base,
        icon: IconBell,
        tone: NOTIFICATION_TONES[notification.level],
        title: notification.titre,
        body: notification.message,
      };
    if (entry.kind === 'created')
      return { ...base, icon: IconFilePlus, tone: 'neutral', title: record.created };
    return { ...base, ...changed(entry, { ...record, labelled: common.labelled }, changeText) };
  };
};

const NOTIFICATION_TONES: Record<'success' | 'error' | 'warning' | 'info', Tone> = {
  success: 'good',
  error: 'bad',
  warning: 'waiting',
  info: 'info',
};

type Change = Entry['changes'][number];
type Words = Messages['record'] & Pick<Messages['common'], 'labelled'>;

/** A change of the status alone is named in the title; others are listed below it. */
const changed = (
  { by, changes }: Entry,
  record: Words,
  changeText: (change: Change) => { field: string; text: string },
): { icon: Icon; tone: Tone; title: string; body?: ReactNode; by: string } => {
  const texts = changes.map(changeText);
  const author = by ?? record.byN8n;
  const [only] = texts;
  if (changes.length === 1 && only !== undefined && changes[0]?.field === 'statutDossier')
    return {
      icon: IconTag,
      tone: 'moving',
      title: record.labelled(only.field, only.text),
      by: author,
    };
  return {
    icon: IconPencil,
    tone: 'neutral',
    title: record.changed(changes.length),
    by: author,
    body: texts.map(({ field, text }) => (
      <div key={field}>
        <Text span inherit c="dimmed">
          {record.labelled(field, '')}
        </Text>
        {text}
      </div>
    )),
  };
};

const useChangeText = (type: Entity['type']) => {
  const { fieldWord } = useCodeWords();
  const text = useFieldText(type);
  return ({ field, before, after }: Change) => ({
    field: fieldWord(field),
    text: `${text(field, before)} → ${text(field, after)}`,
  });
};
