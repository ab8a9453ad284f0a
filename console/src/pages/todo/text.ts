import { useMe } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { useTypeLabels } from '../action-types/catalogue.ts';
import { groupedPhone } from '../entities/phone.ts';
import { useNotificationText } from '../notifications/parts/text.ts';
import type { TodoActionItem, TodoItem } from './items.ts';

interface ItemText {
  /** What, and about whom. */
  title: string;
  why: string;
  /** What else to know: by whom. */
  facts: string[];
}

/** The two lines of an item. */
export const useItemText = (): ((item: TodoItem) => ItemText) => {
  const { leads, todo } = useMessages();
  const { user } = useMe();
  const labelOf = useTypeLabels();
  const format = useFormat();
  const textOf = useNotificationText();
  const reasonOf = useReason();
  return (item) => {
    const subject = item.entity?.label;
    if (item.kind === 'notification') {
      const title = textOf(item.titre);
      const message = textOf(item.message);
      const isNamed = subject === undefined || `${title} ${message}`.includes(subject);
      return { title, why: message.replace(/\.$/, ''), facts: present(isNamed ? '' : subject) };
    }
    if (item.kind === 'lead') {
      const { label, email, phone } = item.lead;
      const facts = [email, phone].filter((fact) => fact !== null && fact !== label);
      const shown = facts.map((fact) => groupedPhone(String(fact)));
      return {
        title: label === '' ? leads.nameless : groupedPhone(label),
        why: item.titre,
        facts: present(...shown),
      };
    }
    if (item.kind === 'conversation') {
      const { subject: about, contact } = item.conversation;
      const title = present(contact, about).join(' · ');
      return { title: title === '' ? `#${item.id}` : title, why: item.titre, facts: [] };
    }
    if (item.kind === 'auto_reply') {
      const { contact, conversation_subject: about, expires_at: expiresAt } = item.auto_reply;
      const expiry = todo.expires(format.relative(expiresAt, Date.now()));
      return { title: present(contact, about).join(' · '), why: item.titre, facts: [expiry] };
    }
    if (item.kind === 'task') {
      const { title, conversation_subject: about } = item.task;
      return { title, why: item.titre, facts: present(about ?? '') };
    }
    if (item.kind === 'follow_up') {
      const { contact_name: contact, conversation_subject: about, note } = item.follow_up;
      return {
        title: present(contact ?? '', about).join(' · '),
        why: item.titre,
        facts: present(note ?? ''),
      };
    }
    const { action_type: type, decide_par: decider, decide_par_name: name } = item.action;
    return {
      title: present(labelOf(type) ?? type, subject).join(' · '),
      why: reasonOf(item),
      facts: present(
        item.severity === 'urgent' ? todo.check : '',
        decider === user.id ? '' : todo.by(name),
      ),
    };
  };
};

/** Why the action is here. The title of an item names the action, so its reason does not: « Refusée à l’envoi ». */
const useReason = (): ((item: TodoActionItem) => string) => {
  const { outcomes, actions } = useMessages();
  const textOf = useNotificationText();
  return ({ titre, severity, action: { outcome_code: code, is_unrouted: isUnrouted } }) => {
    // What the fallback route answers is in French.
    if (isUnrouted) return actions.noRoute;
    if (severity === 'urgent' && code !== null) return outcomes[code];
    return textOf(titre).replace(/^Action (\p{Ll})/u, (_, first: string) => first.toUpperCase());
  };
};

const present = (...parts: (string | undefined)[]): string[] =>
  parts.flatMap((part) => (part === undefined || part === '' ? [] : [part]));
