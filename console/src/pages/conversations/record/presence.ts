import { useEffect } from 'react';
import { client } from '../../../api/client.ts';
import { typing, TYPING_MS } from '../composer/typing.ts';

/** Tells the others that the user looks at a conversation, or types in it. */

type State = 'viewing' | 'typing' | 'gone';

/** The api forgets it after 30 s. */
const SAY_AGAIN_MS = 20_000;
/** After the last key, the others see that this user has stopped typing. */
const LOOK_MS = 2_000;

const stateOf = (id: number): State => {
  if (document.visibilityState !== 'visible') return 'gone';
  const last = typing.get();
  const isTyping = last?.conversationId === id && Date.now() - last.atMs < TYPING_MS;
  return isTyping ? 'typing' : 'viewing';
};

/** While the conversation is shown and the window is in front. */
export const usePresence = (id: number): void =>
  useEffect(() => {
    let said: State | undefined;
    let saidAtMs = 0;
    const say = (state: State): void => {
      const isFresh = state === 'gone' || Date.now() - saidAtMs < SAY_AGAIN_MS;
      if (state === said && isFresh) return;
      said = state;
      saidAtMs = Date.now();
      const params = { path: { id } };
      // What others see of us is no reason to disturb: it is said again.
      void client
        .PUT('/inbox/conversations/{id}/presence', { params, body: { state } })
        .catch(() => undefined);
    };
    const look = (): void => say(stateOf(id));
    look();
    const timer = setInterval(look, LOOK_MS);
    const unsubscribe = typing.subscribe(look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', look);
      say('gone');
    };
  }, [id]);
