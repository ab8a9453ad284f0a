import { Button, Group, Input, PasswordInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { meOptions, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { LanguageSwitch } from '../../parts/language-switch.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { Card } from '../../ui/page/page.tsx';
import { toast } from '../../ui/feedback/toast.ts';

export const ProfilePanel = () => {
  const { profile } = useMessages();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Card title={profile.identity}>
        <Identity />
      </Card>
      <Card title={profile.password}>
        <Password />
      </Card>
    </SimpleGrid>
  );
};

const Identity = () => {
  const messages = useMessages();
  const { profile, roles, common } = messages;
  const { user } = useMe();
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: user.name } });
  const save = api.useMutation('patch', '/api/v1/me', {
    onSuccess: (me) => {
      queryClient.setQueryData(meOptions.queryKey, me);
      toast('good', profile.saved);
    },
    onError: (error) => {
      const errors = fieldErrors(messages, error);
      if (Object.keys(errors).length > 0) form.setErrors(errors);
      else toastProblem(messages, error);
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ name }) => save.mutate({ body: { name: name.trim() } }))}>
      <Stack>
        <TextInput label={profile.name} required {...form.getInputProps('name')} />
        <TextInput
          label={profile.email}
          description={profile.emailHint}
          value={user.email}
          readOnly
          variant="filled"
        />
        <TextInput label={profile.role} value={roles[user.role]} readOnly variant="filled" />
        <Input.Wrapper label={profile.language} labelElement="div">
          <LanguageSwitch />
        </Input.Wrapper>
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Password = () => {
  const messages = useMessages();
  const { profile, invitation } = messages;
  const { user } = useMe();
  const form = useForm({
    initialValues: { current_password: '', new_password: '', repeat: '' },
    validate: {
      repeat: (value, values) => (value === values.new_password ? null : invitation.mismatch),
    },
  });
  const change = api.useMutation('post', '/api/v1/me/password', {
    onSuccess: () => {
      form.reset();
      toast('good', profile.changed);
    },
    onError: (error) => {
      const problem = problemOf(error);
      if (problem.errors.length > 0) form.setErrors(fieldErrors(messages, error));
      else if (problem.status === 403) form.setErrors({ current_password: profile.wrong });
      else toastProblem(messages, error);
    },
  });
  const submit = form.onSubmit(({ current_password, new_password }) =>
    change.mutate({ body: { current_password, new_password } }),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        <PasswordInput
          label={profile.current}
          autoComplete="current-password"
          required
          {...form.getInputProps('current_password')}
        />
        <PasswordInput
          label={profile.next}
          description={invitation.passwordHint}
          autoComplete="new-password"
          required
          {...form.getInputProps('new_password')}
        />
        <PasswordInput
          label={profile.repeat}
          autoComplete="new-password"
          required
          {...form.getInputProps('repeat')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            {profile.change}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
