import {
  Alert,
  Button,
  Paper,
  PasswordInput,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { problemOf, type Problem } from '../../api/problem.ts';
import { startSession } from '../../api/session.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { SignedOutLayout } from './signed-out-layout.tsx';
import { problemText } from '../../parts/problem-alert.tsx';

const route = getRouteApi('/sign-in');

export const SignInPage = () => {
  const messages = useMessages();
  const { signIn } = messages;
  const { next = '/' } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [companies, setCompanies] = useState<{ value: string; label: string }[]>([]);
  const form = useForm({ initialValues: { email: '', password: '', company: '' } });
  const send = api.useMutation('post', '/api/v1/session', {
    onSuccess: (me) => {
      startSession(queryClient, me);
      router.history.push(next);
    },
    onError: (error) => {
      const problem = problemOf(error);
      if (problem.code === 'company_required') setCompanies(companiesOf(problem));
      else form.setFieldValue('password', '');
    },
  });
  const problem = send.isError ? problemOf(send.error) : null;
  const submit = form.onSubmit(({ company, ...credentials }) =>
    send.mutate({ body: { ...credentials, ...(company === '' ? {} : { company }) } }),
  );
  return (
    <SignedOutLayout title={signIn.title}>
      <Paper component="form" onSubmit={submit} p={0} bg="transparent">
        <Stack>
          <Heading />
          {problem && problem.code !== 'company_required' && (
            <Alert color="brick" icon={<IconAlertCircle />} role="alert">
              {signInProblem(messages, problem)}
            </Alert>
          )}
          <TextInput
            label={signIn.email}
            type="email"
            autoComplete="username"
            required
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={signIn.password}
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          {companies.length > 0 && (
            <Select
              label={signIn.company}
              description={signIn.companyHint}
              data={companies}
              required
              {...form.getInputProps('company')}
            />
          )}
          <Button type="submit" size="md" loading={send.isPending}>
            {signIn.submit}
          </Button>
          <Text size="sm" c="dimmed">
            {signIn.forgot}
          </Text>
        </Stack>
      </Paper>
    </SignedOutLayout>
  );
};

const Heading = () => {
  const { signIn } = useMessages();
  return (
    <div>
      <Title order={1}>{signIn.heading}</Title>
      <Text c="dimmed" mt={4}>
        {signIn.hint}
      </Text>
    </div>
  );
};

const signInProblem = (messages: Messages, problem: Problem): string => {
  if (problem.code === 'unauthenticated' || problem.code === 'validation_failed') {
    return messages.signIn.wrong;
  }
  return problem.code === 'rate_limited' ? messages.signIn.tooMany : problemText(messages, problem);
};

/** The companies that the user has to choose from, as the api lists them. */
const companiesOf = (problem: Problem): { value: string; label: string }[] => {
  const { details } = problem.body as { details?: { companies?: unknown } };
  return Array.isArray(details?.companies)
    ? details.companies.map(({ slug, name }: { slug: string; name: string }) => ({
        value: slug,
        label: name,
      }))
    : [];
};
