import { Button, Modal, Stack, Text } from '@mantine/core';
import { useMe } from '../../api/session.ts';
import { tellSignedIn } from '../../api/session-tabs.ts';
import { useFrameMessages } from '../../i18n/index.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { useSignedIn, useStartOver } from './use-signed-in.ts';

/** Asks to sign in again over the page, which stays as it is with what is typed. */
export const SessionDialog = () => {
  const { signIn } = useFrameMessages();
  const { user, company } = useMe();
  const goOn = useSignedIn();
  const startOver = useStartOver();
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
          onSignedIn={(me) => {
            tellSignedIn(me);
            goOn({ userId: me.user.id, companyId: me.company.id });
          }}
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
