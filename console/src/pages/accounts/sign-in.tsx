import { Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { client } from '../../api/client.ts';
import { meOptions, startSession, type Me } from '../../api/session.ts';
import { useFrameMessages } from '../../i18n/index.tsx';
import { SignedOutLayout } from './signed-out-layout.tsx';
import { SignInForm } from './sign-in-form.tsx';

const route = getRouteApi('/sign-in');

export const SignInPage = () => {
  const { signIn } = useFrameMessages();
  const { next = '/' } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  useOpenSession((me) => {
    // What is cached may be of a user who was here before.
    queryClient.clear();
    queryClient.setQueryData(meOptions.queryKey, me);
    router.history.replace(next);
  });
  return (
    <SignedOutLayout title={signIn.title}>
      <Stack>
        <div>
          <Title order={1}>{signIn.heading}</Title>
          <Text c="dimmed" mt={4}>
            {signIn.hint}
          </Text>
        </div>
        <SignInForm
          footer={
            <Text size="sm" c="dimmed">
              {signIn.forgot}
            </Text>
          }
          onSignedIn={(me) => {
            startSession(queryClient, me);
            router.history.push(next);
          }}
        />
      </Stack>
    </SignedOutLayout>
  );
};

/** Calls back if this browser has a session already: by "back", or in another tab. */
const useOpenSession = (onSignedIn: (me: Me) => void): void => {
  const goOn = useEffectEvent(onSignedIn);
  useEffect(() => {
    let isOpen = true;
    client.GET('/api/v1/me').then(
      ({ data }) => {
        if (isOpen && data !== undefined) goOn(data);
      },
      // The form says it when it is sent.
      () => undefined,
    );
    return () => {
      isOpen = false;
    };
  }, []);
};
