import { Alert, Button, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { problemOf, type Problem } from '../../api/problem.ts';
import type { Me } from '../../api/session.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { problemText } from '../../parts/problem-alert.tsx';

interface SignInFormProps {
  email?: string;
  /** The slug of the company that is chosen first if the user has several. */
  company?: string;
  /** Shown below the button. */
  footer: ReactNode;
  onSignedIn: (me: Me) => void;
}

/**
 * E-mail and password; the company too, once the api asks for it. It is in the first load of the
 * console, so it has plain fields and no form library.
 */
export const SignInForm = ({ email = '', company = '', footer, onSignedIn }: SignInFormProps) => {
  const messages = useMessages();
  const { signIn } = messages;
  const [companies, setCompanies] = useState<{ value: string; label: string }[]>([]);
  const [values, setValues] = useState({ email, password: '', company });
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      setValues((before) => ({ ...before, [name]: currentTarget.value })),
  });
  const send = api.useMutation('post', '/api/v1/session', {
    onSuccess: onSignedIn,
    onError: (error) => {
      const problem = problemOf(error);
      if (problem.code === 'company_required') setCompanies(companiesOf(problem));
      else setValues((before) => ({ ...before, password: '' }));
    },
  });
  const problem = send.isError ? problemOf(send.error) : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { company: slug, ...credentials } = values;
    send.mutate({
      body: { ...credentials, ...(companies.length === 0 ? {} : { company: slug }) },
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
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
          data-autofocus={email === '' || undefined}
          autoFocus={email === ''}
          {...field('email')}
        />
        <PasswordInput
          label={signIn.password}
          autoComplete="current-password"
          required
          data-autofocus={email !== '' || undefined}
          {...field('password')}
        />
        {companies.length > 0 && (
          <NativeSelect
            label={signIn.company}
            description={signIn.companyHint}
            data={[{ value: '', label: '' }, ...companies]}
            required
            {...field('company')}
          />
        )}
        <Button type="submit" size="md" loading={send.isPending}>
          {signIn.submit}
        </Button>
        {footer}
      </Stack>
    </form>
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
