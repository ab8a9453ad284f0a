import {
  IconArrowBackUp,
  IconChecklist,
  IconFilePlus,
  IconFileUpload,
  IconFileX,
  IconLink,
  IconLinkOff,
  IconMail,
  IconMailForward,
  IconNote,
  IconNoteOff,
  IconPencil,
  IconPlayerStop,
  IconRestore,
  IconShieldX,
  IconSparkles,
  IconTag,
  IconTrash,
} from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import type { TimelineEntry } from '../../../ui/timeline/timeline.tsx';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { showMessage } from '../../conversations/messages/asked-message.ts';
import { STATUS_LOOKS } from '../looks.tsx';
import { Change, Quote } from './changes.tsx';

/** The words, the look and the link of each entry. */

export type Entry = Schemas['CaseTimelineEntry'];
type Kind = Entry['kind'];

type Look = Pick<TimelineEntry, 'icon' | 'tone'>;

const LOOKS: Record<Exclude<Kind, 'status_changed' | 'message'>, Look> = {
  created: { icon: IconFilePlus, tone: 'neutral' },
  changed: { icon: IconPencil, tone: 'neutral' },
  deleted: { icon: IconTrash, tone: 'bad' },
  restored: { icon: IconRestore, tone: 'good' },
  note_added: { icon: IconNote, tone: 'info' },
  note_changed: { icon: IconNote, tone: 'neutral' },
  note_deleted: { icon: IconNoteOff, tone: 'neutral' },
  linked: { icon: IconLink, tone: 'neutral' },
  unlinked: { icon: IconLinkOff, tone: 'neutral' },
  file_added: { icon: IconFileUpload, tone: 'info' },
  file_infected: { icon: IconShieldX, tone: 'bad' },
  file_deleted: { icon: IconFileX, tone: 'neutral' },
  file_restored: { icon: IconArrowBackUp, tone: 'good' },
  analysis_requested: { icon: IconSparkles, tone: 'moving' },
  analysis_cancelled: { icon: IconPlayerStop, tone: 'neutral' },
  analysed: { icon: IconSparkles, tone: 'good' },
  task: { icon: IconChecklist, tone: 'neutral' },
};

/** What is said besides the title, which is that of the kind unless it is said here. */
type Content = Partial<Omit<TimelineEntry, 'key' | 'at' | 'by'>>;

export const useItem = (caseId: number): ((entry: Entry) => TimelineEntry) => {
  const messages = useMessages();
  const typeOf = useTypeLabels();
  const { caseTimeline: words } = messages;
  return (entry) => {
    const base = { key: entry.id, at: entry.at, by: entry.by };
    const content = contentOf({ messages, typeOf }, `/cases/${caseId}`, entry);
    const { kind } = entry;
    if (kind === 'status_changed' || kind === 'message') {
      return { ...base, icon: IconTag, tone: 'neutral', title: words.kinds[kind], ...content };
    }
    return { ...base, ...LOOKS[kind], title: words.kinds[kind], ...content };
  };
};

interface Known {
  messages: Messages;
  /** The label of a type of actions. */
  typeOf: (code: string) => string | undefined;
}

const contentOf = ({ messages, typeOf }: Known, here: string, entry: Entry): Content => {
  switch (entry.kind) {
    case 'created':
    case 'deleted':
    case 'restored':
      return {};
    case 'changed':
      return {
        title: messages.record.changed(entry.changes.length),
        body: entry.changes.map((change) => <Change key={change.field} change={change} />),
      };
    case 'status_changed':
      return statusOf(messages, entry);
    case 'note_added':
    case 'note_changed':
    case 'note_deleted':
      return noteOf(messages, here, entry);
    case 'linked':
    case 'unlinked':
      return linkOf({ messages, typeOf }, entry);
    case 'file_added':
    case 'file_infected':
    case 'file_deleted':
    case 'file_restored':
      return fileOf(messages, here, entry);
    case 'analysis_requested':
    case 'analysis_cancelled':
    case 'analysed':
      return analysisOf(messages, here, entry);
    case 'task':
      return taskOf(messages, entry);
    case 'message':
      return messageOf(messages, entry);
  }
};

const statusOf = ({ cases, caseTimeline: words }: Messages, { status }: Entry): Content =>
  status === null
    ? {}
    : { tone: STATUS_LOOKS[status.to].tone, title: words.status(cases.statuses[status.to]) };

const noteOf = (
  { cases, caseTimeline: words }: Messages,
  here: string,
  { kind, note }: Entry,
): Content => {
  if (note === null) return {};
  const title = words.note(words.kinds[kind], cases.noteKinds[note.kind]);
  return note.text === null
    ? { title }
    : { title, body: <Quote>{note.text}</Quote>, href: `${here}?note=${note.id}` };
};

const LINK_PATHS = { conversation: 'conversations', lead: 'leads', action: 'actions' } as const;

/** What is gone or out of reach has no name here, and no link. */
const linkOf = ({ messages: { cases }, typeOf }: Known, { link }: Entry): Content => {
  if (link === null) return {};
  const { kind, target_id: id, label } = link;
  const sort = cases.linkKinds[kind];
  if (label === null) return { body: sort };
  const name = (kind === 'action' ? typeOf(label) : undefined) ?? label;
  return {
    body: name === '' ? `${sort} #${id}` : `${sort} · ${name}`,
    href: `/${LINK_PATHS[kind]}/${id}`,
  };
};

const fileOf = ({ caseFiles }: Messages, here: string, { kind, file }: Entry): Content => {
  if (file === null) return {};
  return {
    body: caseFiles.fileOf(file.name, file.version),
    ...(kind !== 'file_deleted' && { href: `${here}?tab=files&file=${file.id}` }),
  };
};

const analysisOf = ({ caseAnalyses }: Messages, here: string, { analysis }: Entry): Content => {
  if (analysis === null) return {};
  const { version, status } = analysis;
  const name = caseAnalyses.versionNumber(version);
  return {
    body: status === null ? name : `${name} · ${caseAnalyses.statuses[status]}`,
    href: `${here}?tab=analysis&version=${version}`,
  };
};

const taskOf = ({ caseTimeline: words }: Messages, { task }: Entry): Content =>
  task === null
    ? {}
    : {
        ...(task.is_done && { title: words.taskDone }),
        body: task.title,
        href: `/tasks?task=${task.id}`,
      };

const messageOf = ({ caseTimeline: words }: Messages, { message }: Entry): Content => {
  if (message === null) return {};
  const { id, conversation_id: conversationId, direction, subject, preview } = message;
  const isIn = direction === 'in';
  return {
    icon: isIn ? IconMail : IconMailForward,
    tone: isIn ? 'waiting' : 'neutral',
    title: isIn ? words.received(subject) : words.sent(subject),
    body: <Quote>{preview}</Quote>,
    href: `/conversations/${conversationId}`,
    onOpen: () => showMessage(conversationId, id),
  };
};
