import { createStore } from '../../../api/store.ts';

/** In which conversation the user types, for their colleagues. */
export const typing = createStore<{ conversationId: number; atMs: number } | null>(null);

/** So long after the last key somebody still types. */
export const TYPING_MS = 8000;
/** Keys within it are one report. */
const STEP_MS = 2000;

export const reportTyping = (conversationId: number): void => {
  const now = Date.now();
  const last = typing.get();
  if (last?.conversationId === conversationId && now - last.atMs < STEP_MS) return;
  typing.set({ conversationId, atMs: now });
};
