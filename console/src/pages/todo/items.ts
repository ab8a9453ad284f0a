import type { Schemas } from '../../api/client.ts';

export type TodoItem = Schemas['TodoItem'];
export type TodoActionItem = Schemas['TodoAction'];
export type TodoLeadItem = Schemas['TodoLead'];

export type TodoConversationItem = Schemas['TodoConversation'];

export const keyOf = ({ kind, id }: TodoItem): string => `${kind}/${id}`;

const conversation = (id: number) =>
  ({ to: '/conversations/$id', params: { id: String(id) } }) as const;

/** The page that an item is about. */
export const targetOf = (item: TodoItem) => {
  if (item.kind === 'action') return { to: '/actions/$id', params: { id: item.id } } as const;
  if (item.kind === 'lead') return { to: '/leads/$id', params: { id: String(item.id) } } as const;
  if (item.kind === 'conversation') return conversation(item.id);
  if (item.kind === 'task') return { to: '/tasks', search: { task: item.id } } as const;
  if (item.kind === 'auto_reply') {
    return { to: '/auto-replies/$id', params: { id: item.id } } as const;
  }
  if (item.kind === 'follow_up') return conversation(item.follow_up.conversation_id);
  if (item.entity !== null) {
    const { type, ref } = item.entity;
    return { to: '/entities/$type/$ref', params: { type, ref } } as const;
  }
  if (item.webhook_id !== null) {
    return { to: '/webhooks/$id', params: { id: String(item.webhook_id) } } as const;
  }
  return { to: '/notifications' } as const;
};
