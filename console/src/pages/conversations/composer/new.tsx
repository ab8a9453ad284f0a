import { Input, Select, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api, client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { SideDrawer } from '../../../ui/feedback/side-drawer.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Form } from '../../../ui/form/form.tsx';
import { AddressField } from './address-field.tsx';
import { areAddresses, parseAddresses } from './addresses.ts';
import { AttachButton, FileList, useFiles } from './files.tsx';

interface NewConversationProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Writes to an address: begins a conversation. */
export const NewConversation = ({ isOpen, onClose }: NewConversationProps) => {
  const { composer: words } = useMessages();
  return (
    <SideDrawer isOpen={isOpen} size="lg" title={words.new} onClose={onClose}>
      {isOpen && <NewForm onClose={onClose} />}
    </SideDrawer>
  );
};

interface Values {
  mailbox_id: number | null;
  to: string[];
  cc: string[];
  subject: string;
  text: string;
  attachment_ids: number[];
}

const NewForm = ({ onClose }: Pick<NewConversationProps, 'onClose'>) => {
  const { composer: words } = useMessages();
  const navigate = useNavigate();
  const senders = api.useQuery('get', '/inbox/senders').data?.data;
  const initialValues: Values = {
    mailbox_id: null,
    to: [],
    cc: [],
    subject: '',
    text: '',
    attachment_ids: [],
  };
  const form = useApiForm({
    draft: 'conversations/new',
    initialValues,
    required: ['to', 'subject', 'text'],
    validate: ({ to, cc }): Readonly<Record<string, string>> => ({
      ...(!areAddresses(to) && { to: words.notAnAddress }),
      ...(!areAddresses(cc) && { cc: words.notAnAddress }),
      ...(files.pending.length > 0 && { attachment_ids: words.uploading }),
    }),
    fieldOf: (path) => path.split('.')[0] ?? path,
    submit: (values, once) => {
      const body = {
        mailbox_id: values.mailbox_id ?? senders?.[0]?.id ?? 0,
        to: parseAddresses(values.to),
        cc: parseAddresses(values.cc),
        bcc: [],
        attachment_ids: values.attachment_ids,
        canned_reply_id: null,
        subject: values.subject.trim(),
        text: values.text,
      };
      return sent(client.POST('/inbox/conversations', { body, headers: once(body) }));
    },
    onSuccess: ({ conversation_id: id }) => {
      toast('good', words.isSent, words.undoHint);
      onClose();
      void navigate({ to: '/conversations/$id', params: { id: String(id) } });
    },
  });
  const { attachment_ids: fileIds } = form.values;
  const files = useFiles(null, fileIds, (id) =>
    form.setFieldValue('attachment_ids', (ids) => [...ids, id]),
  );
  const remove = (id: number): void =>
    form.setFieldValue('attachment_ids', (ids) => ids.filter((one) => one !== id));
  const mailboxId = form.values.mailbox_id ?? senders?.[0]?.id;
  return (
    <div {...files.events}>
      <Form
        form={form}
        submitLabel={words.send}
        onCancel={onClose}
        extra={<AttachButton files={files} />}
      >
        <Select
          label={words.fromMailbox}
          allowDeselect={false}
          data={(senders ?? []).map(({ id, name, email }) => ({
            value: String(id),
            label: `${name} <${email}>`,
          }))}
          value={mailboxId === undefined ? null : String(mailboxId)}
          error={senders?.length === 0 ? words.noSender : form.errors['mailbox_id']}
          onChange={(id) => form.setFieldValue('mailbox_id', id === null ? null : Number(id))}
        />
        <AddressField
          isRequired
          hasFocus
          label={words.recipients.to}
          value={form.values.to}
          error={textOf(form.errors['to'])}
          onChange={(to) => form.setFieldValue('to', to)}
        />
        <AddressField
          label={words.recipients.cc}
          value={form.values.cc}
          error={textOf(form.errors['cc'])}
          onChange={(cc) => form.setFieldValue('cc', cc)}
        />
        <TextInput label={words.subject} maxLength={500} {...form.field('subject')} />
        <Textarea label={words.text} autosize minRows={8} maxRows={24} {...form.field('text')} />
        <div>
          <FileList ids={fileIds} pending={files.pending} onRemove={remove} />
          <Input.Error>{form.errors['attachment_ids']}</Input.Error>
        </div>
      </Form>
    </div>
  );
};

const textOf = (error: unknown): string | undefined =>
  typeof error === 'string' ? error : undefined;
