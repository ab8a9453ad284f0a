import { Button, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { meOptions, useMe, type Me } from '../../api/session.ts';
import { resumeSession } from '../../api/session-end.ts';
import { useFrameMessages } from '../../i18n/index.tsx';
import { SignInForm } from './sign-in-form.tsx';

/**
 * Asks to sign in again over the page, which stays as it is with what is typed. The same user goes on
 * there and everything is read again. Another user starts at the home page, without what the first
 * one has read or typed.
 */
export const SessionDialog = () => {
  const { signIn } = useFrameMessages();
  const { user, company } = useMe();
  const router = useRouter();
  const queryClient = useQueryClient();
  const goOn = (me: Me): void => {
    queryClient.setQueryData(meOptions.queryKey, me);
    resumeSession();
    void queryClient.invalidateQueries();
  };
  const startOver = async (): Promise<void> => {
    // First away from the page, so that no form asks whether to leave it.
    await router.navigate({ to: '/', ignoreBlocker: true });
    sessionStorage.clear();
    window.location.reload();
  };
  return (
    <Modal
      opened
      onClose={() => undefined}
      title={signIn.endedTitle}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Text size="sm">{signIn.ended(user.name)}</Text>
        <SignInForm
          email={user.email}
          company={company.slug}
          onSignedIn={(me) =>
            me.user.id === user.id && me.company.id === company.id ? goOn(me) : void startOver()
          }
          footer={
            <Button variant="subtle" color="gray" onClick={() => void startOver()}>
              {signIn.leaveSession}
            </Button>
          }
        />
      </Stack>
    </Modal>
  );
};
