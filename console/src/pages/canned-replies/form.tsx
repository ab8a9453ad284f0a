import { Code, Group, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { client, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useSeen } from '../../parts/save-changes.ts';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import { useRefreshReplies } from './refresh.ts';
import { VARIABLES } from './variables.ts';

interface CannedReplyFormProps {
  /** The reply to change; null for a new one. */
  reply: Schemas['CannedReply'] | null;
  onClose: () => void;
}

export const CannedReplyForm = ({ reply, onClose }: CannedReplyFormProps) => {
  const { cannedReplies: words, common } = useMessages();
  const refresh = useRefreshReplies();
  const seen = useRef(reply);
  const form = useApiForm({
    draft: `canned-replies/${reply?.id ?? 'new'}`,
    initialValues: { name: reply?.name ?? '', body: reply?.body ?? '' },
    required: ['name', 'body'],
    conflict: { name: words.nameTaken },
    submit: ({ name, body: text }, once) => {
      const body = { name: name.trim(), body: text.trim() };
      const base = seen.current;
      return base === null
        ? sent(client.POST('/inbox/canned-replies', { body, headers: once(body) }))
        : sent(
            client.PATCH('/inbox/canned-replies/{id}', {
              params: { path: { id: base.id } },
              body: { version: base.version, ...body },
            }),
          );
    },
    onSuccess: () => {
      toast('good', reply === null ? words.created : words.saved);
      refresh();
      onClose();
    },
  });
  useSeen(seen, reply, !form.isChanged);
  return (
    <SideDrawer
      isOpen
      size="lg"
      title={reply === null ? words.new : words.editTitle}
      onClose={onClose}
    >
      <Form
        form={form}
        submitLabel={reply === null ? common.create : common.save}
        isEdit={reply !== null}
        onCancel={onClose}
      >
        <TextInput label={words.name} data-autofocus {...form.field('name')} />
        <Textarea label={words.body} autosize minRows={6} maxRows={18} {...form.field('body')} />
        <Variables />
      </Form>
    </SideDrawer>
  );
};

const Variables = () => {
  const { cannedReplies: words } = useMessages();
  return (
    <div>
      {words.variablesHint}
      <Group component="ul" gap="xs" p={0} mt="xs" style={{ listStyle: 'none' }}>
        {VARIABLES.map((name) => (
          <li key={name}>
            <Code>{`{{${name}}}`}</Code> {words.variables[name]}
          </li>
        ))}
      </Group>
    </div>
  );
};
