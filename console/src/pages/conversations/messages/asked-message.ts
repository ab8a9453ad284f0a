import { useEffect, type RefObject } from 'react';
import { createStore, useStore } from '../../../api/store.ts';

/** A message that somebody asked to see. It is opened as soon as it is in the list. */

interface AskedMessage {
  conversationId: number;
  messageId: number;
}

const asked = createStore<AskedMessage | null>(null);

/** Another object each time: asked for again, it is shown again. */
export const showMessage = (conversationId: number, messageId: number): void =>
  asked.set({ conversationId, messageId });

interface Shown {
  list: RefObject<HTMLElement | null>;
  conversationId: number;
  /** Of those that are drawn. */
  messageIds: readonly number[];
  /** Reads older ones. Undefined: all are here, or they are being read. */
  onEarlier: (() => void) | undefined;
  isComplete: boolean;
}

/** Reads on until the message is there. */
export const useAskedMessage = ({
  list,
  conversationId,
  messageIds,
  onEarlier,
  isComplete,
}: Shown): void => {
  const now = useStore(asked);
  const messageId = now?.conversationId === conversationId ? now.messageId : undefined;
  const isHere = messageId !== undefined && messageIds.includes(messageId);
  useEffect(() => {
    if (messageId === undefined) return;
    if (isHere) {
      open(list.current?.querySelector(`[data-message="${messageId}"]`));
      asked.set(null);
    } else if (isComplete) asked.set(null);
    else onEarlier?.();
  }, [now, messageId, isHere, isComplete, onEarlier, list]);
};

const open = (card: Element | null | undefined): void => {
  const head = card?.querySelector<HTMLElement>('button[aria-expanded]');
  if (head?.getAttribute('aria-expanded') === 'false') head.click();
  // Once it has its height.
  requestAnimationFrame(() => {
    card?.scrollIntoView({ block: 'start' });
    head?.focus({ preventScroll: true });
  });
};
