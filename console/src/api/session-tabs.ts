import type { Schemas } from './client.ts';

/** The tabs of a browser share one session: a tab tells the others who has signed in. */

export interface SignedIn {
  userId: number;
  companyId: number;
}

const NAME = 'relais-session';

export const tellSignedIn = ({ user, company }: Schemas['Me']): void => {
  const channel = new BroadcastChannel(NAME);
  const message: SignedIn = { userId: user.id, companyId: company.id };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of our own origin takes none
  channel.postMessage(message);
  channel.close();
};

/** Calls the listener after a sign-in in another tab. Out: a function that ends it. */
export const onSignedInElsewhere = (listener: (signedIn: SignedIn) => void): (() => void) => {
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', ({ data }: MessageEvent<SignedIn>) => listener(data));
  return () => channel.close();
};
