import { useEffect } from 'react';
import { client } from '../../../api/client.ts';

/** Tells the others that the user looks at a conversation, or types in it. */

/** The api forgets it after 30 s. */
const SAY_AGAIN_MS = 20_000;
/** After the last key, typing has ended. */
const TYPING_MS = 8_000;

let typingSince = 0;

const say = (id: number, state: 'viewing' | 'typing' | 'gone'): void => {
  typingSince = state === 'typing' ? Date.now() : 0;
  const params = { path: { id } };
  // What others see of us is no reason to disturb: it is said again.
  void client
    .PUT('/inbox/conversations/{id}/presence', { params, body: { state } })
    .catch(() => undefined);
};

/** For the composer: at each key. */
export const sayTyping = (id: number): void => {
  if (Date.now() - typingSince > TYPING_MS / 2) say(id, 'typing');
};

/** While the conversation is shown and the window is in front. */
export const usePresence = (id: number): void =>
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState !== 'visible') say(id, 'gone');
      else if (Date.now() - typingSince > TYPING_MS) say(id, 'viewing');
    };
    look();
    const timer = setInterval(look, SAY_AGAIN_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      say(id, 'gone');
    };
  }, [id]);
