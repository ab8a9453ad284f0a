import { Alert, PasswordInput, Text, TextInput, Title } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client, type Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { startSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { apiFaults } from '../../parts/use-api-form.tsx';
import { Form } from '../../ui/form/form.tsx';
import { useForm } from '../../ui/form/use-form.ts';
import { SignedOutLayout } from './signed-out-layout.tsx';

/** The token is behind the `#` of the address, which browsers do not send to any server. */
export const InvitationPage = () => {
  const { invitation } = useMessages();
  const [token] = useState(() => window.location.hash.slice(1));
  const [isRefused, setRefused] = useState(false);
  const invited = useInvited(token);
  const form = useAcceptance(token, () => setRefused(true));
  if (token === '') return <InvalidInvitation text={invitation.missing} />;
  if (isRefused || invited === 'refused') return <InvalidInvitation text={invitation.invalid} />;
  return (
    <SignedOutLayout title={invitation.title}>
      <Form form={form} submitLabel={invitation.submit} isWide>
        <div>
          <Title order={1}>{invitation.heading}</Title>
          <Introduction invited={invited} />
        </div>
        <TextInput
          label={invitation.name}
          description={invitation.nameHint}
          autoComplete="name"
          {...form.field('name')}
        />
        <PasswordInput
          label={invitation.password}
          description={invitation.passwordHint}
          autoComplete="new-password"
          {...form.field('password')}
        />
        <PasswordInput
          label={invitation.repeat}
          autoComplete="new-password"
          {...form.field('repeat')}
        />
      </Form>
    </SignedOutLayout>
  );
};

const INITIAL = { name: '', password: '', repeat: '' };
/** The invitation was used, has expired or never was. */
const REFUSALS = [401, 404, 410];

const useAcceptance = (token: string, onRefused: () => void) => {
  const messages = useMessages();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useForm({
    initialValues: INITIAL,
    required: ['password', 'repeat'],
    validate: ({ password, repeat }): Record<string, string> =>
      repeat === password ? {} : { repeat: messages.invitation.mismatch },
    submit: ({ name, password }) =>
      sent(
        client.POST('/api/v1/invitations/accept', {
          body: { token, password, ...(name.trim() === '' ? {} : { name: name.trim() }) },
        }),
      ),
    onSuccess: (me) => {
      startSession(queryClient, me);
      void navigate({ to: '/' });
    },
    faultsOf: (error) => {
      if (REFUSALS.includes(problemOf(error).status)) onRefused();
      return apiFaults(messages, error, INITIAL);
    },
  });
};

/** What the invitation says. Undefined until it is known, and while the api does not answer. */
const useInvited = (token: string): Schemas['InvitationDetails'] | 'refused' | undefined =>
  useQuery({
    queryKey: ['invitation', token],
    queryFn: async () => {
      const { data, response } = await client.POST('/api/v1/invitations/read', { body: { token } });
      return data ?? (REFUSALS.includes(response.status) ? 'refused' : null);
    },
    retry: false,
    staleTime: Infinity,
    enabled: token !== '',
  }).data ?? undefined;

/** Names the inviter, the company and the role. */
const Introduction = ({ invited }: { invited: ReturnType<typeof useInvited> }) => {
  const { invitation, roles } = useMessages();
  return (
    <>
      {typeof invited === 'object' && (
        <Text mt={4}>
          {invitation.invitedBy(invited.inviter_name, invited.company_name, roles[invited.role])}{' '}
          {invitation.account(invited.email)}
        </Text>
      )}
      <Text c="dimmed" mt={4}>
        {invitation.hint}
      </Text>
    </>
  );
};

const InvalidInvitation = ({ text }: { text: string }) => {
  const { invitation } = useMessages();
  return (
    <SignedOutLayout title={invitation.title}>
      <Alert
        color="saffron"
        icon={<IconLinkOff />}
        title={
          <Text component="h1" m={0} fw={600} inherit>
            {invitation.invalidTitle}
          </Text>
        }
        role="alert"
      >
        {text}
      </Alert>
    </SignedOutLayout>
  );
};
