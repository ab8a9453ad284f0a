import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Card } from '../../../ui/page/page.tsx';
import { CopyAction, CopyIcon } from '../../../ui/values/copy.tsx';
import classes from './record.module.css';

type Form = Schemas['Form'];

/** Where the form can be seen, and the code for another site. */
export const Share = ({ form }: { form: Form }) => {
  const { forms: words } = useMessages();
  const canEdit = useCan()('forms:write');
  return (
    <Card title={words.share}>
      <Stack>
        <Group gap="xs">
          <Button
            component="a"
            href={form.hosted_url}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconExternalLink size={16} />}
          >
            {words.openHosted}
          </Button>
          <CopyIcon value={form.hosted_url} label={words.copyLink} />
        </Group>
        <div>
          <Text fw={600} size="sm" mb={4}>
            {words.embed}
          </Text>
          {form.allowed_origins.length === 0 && (
            <Alert color="saffron" p="xs" mb="xs">
              <Text size="sm">{words.embedNeedsOrigin}</Text>
            </Alert>
          )}
          <Code block className={classes['code'] ?? ''}>
            {form.embed_html}
          </Code>
          <Group mt="xs">
            <CopyAction value={form.embed_html} label={words.copyEmbed} />
          </Group>
        </div>
        <div>
          <Text fw={600} size="sm" mb={4}>
            {words.submitUrl}
          </Text>
          <Group gap={4} wrap="nowrap" align="start">
            <Code className={classes['code'] ?? ''}>{form.submit_url}</Code>
            <CopyIcon value={form.submit_url} />
          </Group>
        </div>
        {canEdit && (
          <Group gap="xs">
            <RotateToken form={form} />
            <Remove form={form} />
          </Group>
        )}
      </Stack>
    </Card>
  );
};

const useRefresh = () => {
  const queryClient = useQueryClient();
  return async (): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/forms'] });
    await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/forms/{id}'] });
  };
};

const RotateToken = ({ form }: { form: Form }) => {
  const messages = useMessages();
  const { forms: words } = messages;
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const rotate = api.useMutation('post', '/api/v1/forms/{id}/rotate-token', {
    onSuccess: async () => {
      await refresh();
      toast('good', words.rotated);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconRefresh size={16} />}
        onClick={() => setAsking(true)}
      >
        {words.rotate}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.rotateTitle}
        confirmLabel={words.rotate}
        isPending={rotate.isPending}
        onConfirm={() => rotate.mutate({ params: { path: { id: form.id } } })}
        onClose={() => setAsking(false)}
      >
        {words.rotateBody}
      </Confirm>
    </>
  );
};

const Remove = ({ form }: { form: Form }) => {
  const messages = useMessages();
  const { forms: words, common } = messages;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/v1/forms/{id}', {
    onSuccess: async () => {
      await navigate({ to: '/forms' });
      await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/forms'] });
      toast('good', words.removed);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="subtle"
        color="brick"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {common.delete}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle(form.name)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: form.id } } })}
        onClose={() => setAsking(false)}
      >
        {words.removeBody}
      </Confirm>
    </>
  );
};
