import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshCentres } from './refresh.ts';

export const AddForm = () => {
  const messages = useMessages();
  const { callCentres } = messages;
  const refresh = useRefreshCentres();
  const form = useForm({ initialValues: { name: '' } });
  const keys = useIdempotencyKeys();
  const create = api.useMutation('post', '/api/v1/call-centres', {
    onSuccess: () => {
      keys.renew();
      toast('good', callCentres.created);
      form.reset();
      refresh();
    },
    onError: (error) => {
      const errors =
        problemOf(error).code === 'conflict'
          ? { name: callCentres.nameTaken }
          : fieldErrors(messages, error);
      if (Object.keys(errors).length > 0) form.setErrors(errors);
      else toastProblem(messages, error);
    },
  });
  const submit = form.onSubmit(({ name }) => {
    const body = { name: name.trim() };
    create.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  });
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="sm">
        <TextInput
          label={callCentres.name}
          description={callCentres.description}
          required
          flex="1 1 220px"
          maw={420}
          {...form.getInputProps('name')}
        />
        <Button type="submit" loading={create.isPending} leftSection={<IconPlus size={16} />}>
          {callCentres.add}
        </Button>
      </Group>
    </form>
  );
};
