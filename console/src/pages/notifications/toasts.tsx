import type { NavigateOptions, UseNavigateResult } from '@tanstack/react-router';
import type { Schemas } from '../../api/client.ts';
import type { Messages } from '../../i18n/index.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { LEVEL_TONES } from './parts/level.tsx';

type Notification = Schemas['Notification'];

/** More failures than this are shown as one toast. */
const FAILURES_SHOWN_MAX = 2;

interface Arrival {
  arrived: readonly Notification[];
  /** How many more have arrived that were not read. */
  unreadCount: number;
  words: Messages['notifications'];
  navigate: UseNavigateResult<string>;
}

/** Shows new notifications as toasts: failures first. */
export const showToasts = ({ arrived, unreadCount, words, navigate }: Arrival): void => {
  const link = (label: string, target: NavigateOptions) => (
    <button type="button" className="toast-link" onClick={() => void navigate(target)}>
      {label}
    </button>
  );
  const showOne = (one: Notification): void => {
    const target = targetOf(one, words);
    toast(LEVEL_TONES[one.level], one.titre, target === null ? '' : link(target.label, target.to));
  };
  const failures = arrived.filter(isFailure);
  if (failures.length > FAILURES_SHOWN_MAX) {
    toast('bad', words.failuresArrived(failures.length), link(words.seeTodo, { to: '/todo' }));
  } else failures.forEach(showOne);
  const others = arrived.filter((one) => !isFailure(one));
  const count = others.length + unreadCount;
  const [only] = others;
  if (count === 1 && only !== undefined) showOne(only);
  else if (count > 0) {
    const areSuccesses = unreadCount === 0 && others.every(({ level }) => level === 'success');
    toast(
      areSuccesses ? 'good' : 'info',
      areSuccesses ? words.successesArrived(count) : words.arrived(count),
      link(words.seeAll, { to: '/notifications' }),
    );
  }
};

/** The page of what a notification is about. */
const targetOf = (
  one: Notification,
  words: Messages['notifications'],
): { label: string; to: NavigateOptions } | null => {
  if (one.action_id !== null) {
    return { label: words.openAction, to: { to: '/actions/$id', params: { id: one.action_id } } };
  }
  if (one.lead_id !== null) {
    const params = { id: String(one.lead_id) };
    return { label: words.openLead, to: { to: '/leads/$id', params } };
  }
  if (one.webhook_id !== null) {
    const params = { id: String(one.webhook_id) };
    return { label: words.openWebhook, to: { to: '/webhooks/$id', params } };
  }
  if (one.case_id !== null) {
    const params = { id: String(one.case_id) };
    return { label: words.openCase, to: { to: '/cases/$id', params } };
  }
  if (one.task_id !== null) {
    return { label: words.openTask, to: { to: '/tasks', search: { task: one.task_id } } };
  }
  if (one.conversation_id !== null) {
    const params = { id: String(one.conversation_id) };
    return { label: words.openConversation, to: { to: '/conversations/$id', params } };
  }
  if (one.mailbox_id !== null) {
    const params = { id: String(one.mailbox_id) };
    return { label: words.openMailbox, to: { to: '/mailboxes/$id', params } };
  }
  if (one.knowledge_import_id !== null) {
    return { label: words.openImport, to: { to: '/knowledge/imports' } };
  }
  if (one.lead_import_id === null) return null;
  const params = { importId: one.lead_import_id };
  return { label: words.openImport, to: { to: '/leads/imports/$importId', params } };
};

const isFailure = ({ level }: Notification): boolean => level === 'error' || level === 'warning';
