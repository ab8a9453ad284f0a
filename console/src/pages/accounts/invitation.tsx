import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle, IconLinkOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { startSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { SignedOutLayout } from './signed-out-layout.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { problemText } from '../../parts/problem-alert.tsx';

/** The token is behind the `#` of the address, which browsers do not send to any server. */
export const InvitationPage = () => {
  const messages = useMessages();
  const { invitation } = messages;
  const [token] = useState(() => window.location.hash.slice(1));
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { name: '', password: '', repeat: '' },
    validate: {
      repeat: (value, { password }) => (value === password ? null : invitation.mismatch),
    },
  });
  const accept = api.useMutation('post', '/api/v1/invitations/accept', {
    onSuccess: (me) => {
      startSession(queryClient, me);
      void navigate({ to: '/' });
    },
    onError: (error) => form.setErrors(fieldErrors(messages, error)),
  });
  const problem = accept.isError ? problemOf(accept.error) : null;
  if (token === '') return <InvalidInvitation text={invitation.missing} />;
  if (problem && [401, 404, 410].includes(problem.status))
    return <InvalidInvitation text={invitation.invalid} />;
  const submit = form.onSubmit(({ name, password }) =>
    accept.mutate({
      body: { token, password, ...(name.trim() === '' ? {} : { name: name.trim() }) },
    }),
  );
  return (
    <SignedOutLayout title={invitation.title}>
      <form onSubmit={submit}>
        <Stack>
          <div>
            <Title order={1}>{invitation.heading}</Title>
            <Text c="dimmed" mt={4}>
              {invitation.hint}
            </Text>
          </div>
          {problem && problem.errors.length === 0 && (
            <Alert color="brick" icon={<IconAlertCircle />} role="alert">
              {problemText(messages, problem)}
            </Alert>
          )}
          <TextInput
            label={invitation.name}
            description={invitation.nameHint}
            autoComplete="name"
            {...form.getInputProps('name')}
          />
          <PasswordInput
            label={invitation.password}
            description={invitation.passwordHint}
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
          <PasswordInput
            label={invitation.repeat}
            autoComplete="new-password"
            required
            {...form.getInputProps('repeat')}
          />
          <Button type="submit" size="md" loading={accept.isPending}>
            {invitation.submit}
          </Button>
        </Stack>
      </form>
    </SignedOutLayout>
  );
};

const InvalidInvitation = ({ text }: { text: string }) => {
  const { invitation } = useMessages();
  return (
    <SignedOutLayout title={invitation.title}>
      <Alert color="saffron" icon={<IconLinkOff />} title={invitation.invalidTitle} role="alert">
        {text}
      </Alert>
    </SignedOutLayout>
  );
};
