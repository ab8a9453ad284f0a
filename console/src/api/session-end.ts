import { createStore, useStore } from './store.ts';

/** Whether the session has ended while a page is open. The page stays, and a dialog asks to sign in. */

const store = createStore(false);

export const useHasSessionEnded = (): boolean => useStore(store);
export const endSession = (): void => store.set(true);
export const resumeSession = (): void => store.set(false);
