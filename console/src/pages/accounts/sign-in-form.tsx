import { Alert, Button, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState, type ChangeEvent, type FormEvent, type ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { problemOf, type Problem } from '../../api/problem.ts';
import type { Me } from '../../api/session.ts';
import { useFrameMessages, type FrameMessages } from '../../i18n/index.tsx';
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
 * console, so it has plain fields and no form library. Faults are beside their field, in our words.
 */
export const SignInForm = ({ email = '', company = '', footer, onSignedIn }: SignInFormProps) => {
  const messages = useFrameMessages();
  const { signIn } = messages;
  const [companies, setCompanies] = useState<{ value: string; label: string }[]>([]);
  const { values, setValues, field, check } = useFields({ email, password: '', company });
  const send = api.useMutation('post', '/api/v1/session', {
    onSuccess: onSignedIn,
    onError: (error) => {
      const problem = problemOf(error);
      if (problem.code === 'company_required') setCompanies(companiesOf(problem));
      else setValues((before) => ({ ...before, password: '' }));
    },
  });
  const problem = send.isError ? problemOf(send.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!check(event.currentTarget)) return;
    const { company: slug, ...credentials } = values;
    send.mutate({
      body: { ...credentials, ...(companies.length === 0 ? {} : { company: slug }) },
    });
  };
  return (
    <form noValidate onSubmit={submit}>
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
          data-autofocus={email === '' || undefined}
          autoFocus={email === ''}
          {...field('email')}
        />
        <PasswordInput
          label={signIn.password}
          autoComplete="current-password"
          data-autofocus={email !== '' || undefined}
          {...field('password')}
        />
        {companies.length > 0 && (
          <NativeSelect
            label={signIn.company}
            description={signIn.companyHint}
            data={[{ value: '', label: '' }, ...companies]}
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

/** The values and their faults. `check` shows the faults and moves the focus to the first. */
const useFields = (initial: { email: string; password: string; company: string }) => {
  const messages = useFrameMessages();
  const [values, setValues] = useState(initial);
  const [faults, setFaults] = useState<Partial<Record<keyof typeof values, string | undefined>>>(
    {},
  );
  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: faults[name],
    required: true,
    onChange: ({ currentTarget: { value } }: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => {
      setValues((before) => ({ ...before, [name]: value }));
      setFaults((before) => ({ ...before, [name]: undefined }));
    },
  });
  const check = (form: HTMLFormElement): boolean => {
    const found = faultsOf(messages, form);
    setFaults(Object.fromEntries(found.map(({ input, text }) => [input.name, text])));
    found[0]?.input.focus();
    return found.length === 0;
  };
  return { values, setValues, field, check };
};

/** The browser checks the fields; the words are ours. */
const faultsOf = ({ common, signIn }: FrameMessages, form: HTMLFormElement) =>
  [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')]
    .filter(({ name, validity }) => name !== '' && !validity.valid)
    .map((input) => ({
      input,
      text: input.validity.valueMissing ? common.required : signIn.emailFault,
    }));

const signInProblem = (messages: FrameMessages, problem: Problem): string => {
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
