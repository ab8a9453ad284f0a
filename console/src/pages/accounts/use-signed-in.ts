import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useMe } from '../../api/session.ts';
import { resumeSession } from '../../api/session-end.ts';
import { onSignedInElsewhere, type SignedIn } from '../../api/session-tabs.ts';

/**
 * What a sign-in changes in an open page. The same user goes on there, and everything is read again.
 * Another user starts at the home page, without what the first one has read or typed.
 */
export const useSignedIn = (): ((signedIn: SignedIn) => void) => {
  const { user, company } = useMe();
  const queryClient = useQueryClient();
  const startOver = useStartOver();
  return ({ userId, companyId }) => {
    if (userId !== user.id || companyId !== company.id) return void startOver();
    resumeSession();
    void queryClient.invalidateQueries();
  };
};

export const useStartOver = (): (() => Promise<void>) => {
  const router = useRouter();
  return async () => {
    // First away from the page, so that no form asks whether to leave it.
    await router.navigate({ to: '/', ignoreBlocker: true });
    sessionStorage.clear();
    window.location.reload();
  };
};

/** All tabs share the session: this one follows a sign-in in another. */
export const useOtherTabs = (): void => {
  const follow = useEffectEvent(useSignedIn());
  useEffect(() => onSignedInElsewhere((signedIn) => follow(signedIn)), []);
};
