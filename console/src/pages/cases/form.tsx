import { Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import { IconTrash, IconUserPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { api, client } from '../../api/client.ts';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { saveChanges, useSeen } from '../../parts/save-changes.ts';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { amend } from '../../routing/search.ts';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { DateField } from '../../ui/form/fields/date-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { NewClient } from '../contacts/form/new-client.tsx';
import { ContactSelect } from '../contacts/select.tsx';
import { CaseAssigneeField } from './assignee-field.tsx';
import classes from './form.module.css';
import { lastCases } from './list/left.ts';
import { useRefreshCases, type Case } from './query.ts';
import { CASE_PRIORITIES, CASE_TYPES } from './search.ts';

interface CaseFormProps {
  /** The case to change; null for a new one. */
  row: Case | null;
  /** What is known of a new one. */
  prefill?: Partial<Values>;
  /** The new case is linked to it. */
  conversationId?: number;
  onClose: () => void;
}

interface Values {
  title: string;
  client_id: number | null;
  case_type: Case['case_type'];
  priority: Case['priority'];
  due_on: string | null;
  assigned_to: number | null;
  description: string;
}

export const CaseForm = (props: CaseFormProps) => {
  const { row, conversationId, onClose } = props;
  const { common, cases: words } = useMessages();
  const canDelete = useCan()('cases:delete');
  const form = useCaseForm(props);
  return (
    <SideDrawer isOpen title={row === null ? words.newTitle : words.editTitle} onClose={onClose}>
      <Form
        form={form}
        submitLabel={row === null ? words.create : common.save}
        isEdit={row !== null}
        onCancel={onClose}
        extra={row !== null && canDelete && <Remove row={row} />}
      >
        <TextInput label={words.columnTitle} data-autofocus {...form.field('title')} />
        <ClientField
          value={form.values.client_id}
          error={form.errors['client_id']}
          onChange={(id) => form.setFieldValue('client_id', id)}
        />
        <Group grow align="start">
          <Select
            label={words.columnType}
            allowDeselect={false}
            data={CASE_TYPES.map((value) => ({ value, label: words.types[value] }))}
            {...form.field('case_type')}
          />
          <Select
            label={words.columnPriority}
            allowDeselect={false}
            data={CASE_PRIORITIES.map((value) => ({ value, label: words.priorities[value] }))}
            {...form.field('priority')}
          />
        </Group>
        <DateField
          label={words.columnDue}
          value={form.values.due_on ?? undefined}
          error={form.errors['due_on']}
          onChange={(day) => form.setFieldValue('due_on', day ?? null)}
        />
        <CaseAssigneeField
          of={row === null ? { conversationId } : { caseId: row.id }}
          label={words.columnAssignee}
          current={
            row === null || row.assigned_to === null
              ? null
              : { id: row.assigned_to, name: row.assigned_to_name ?? '' }
          }
          value={form.values.assigned_to}
          error={form.errors['assigned_to']}
          onChange={(userId) => form.setFieldValue('assigned_to', userId)}
        />
        <Textarea
          label={words.description}
          autosize
          minRows={4}
          maxRows={16}
          {...form.field('description')}
        />
      </Form>
    </SideDrawer>
  );
};

interface ClientFieldProps {
  value: number | null;
  error: ReactNode;
  onChange: (id: number | null) => void;
}

/** A client who is known, or a new one without leaving the form. */
const ClientField = ({ value, error, onChange }: ClientFieldProps) => {
  const { cases: words, contacts } = useMessages();
  const mayCreate = useCan()('people:create');
  const [isCreating, setCreating] = useState(false);
  // Leaving the field empties it.
  const searched = useRef('');
  return (
    <>
      <div className={classes['client'] ?? ''}>
        <ContactSelect
          kind="person"
          label={words.columnClient}
          withAsterisk
          value={value ?? undefined}
          error={error}
          onSearch={(text) => {
            if (text !== '') searched.current = text;
          }}
          onChange={(id) => onChange(id ?? null)}
        />
        {mayCreate && !isCreating && (
          <Button
            className={classes['newClient'] ?? ''}
            size="compact-xs"
            variant="subtle"
            leftSection={<IconUserPlus size={14} aria-hidden />}
            onClick={() => setCreating(true)}
          >
            {contacts.newClient}
          </Button>
        )}
      </div>
      {isCreating && (
        <NewClient
          name={value === null ? searched.current : ''}
          onChosen={(id) => {
            setCreating(false);
            onChange(id);
          }}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
};

const valuesOf = (row: Case): Values => ({
  title: row.title,
  client_id: row.client_id,
  case_type: row.case_type,
  priority: row.priority,
  due_on: row.due_on,
  assigned_to: row.assigned_to,
  description: row.description ?? '',
});

const toBody = ({ title, client_id: clientId, description, ...rest }: Values) => ({
  title: title.trim(),
  // Required: without a client the form is not submitted.
  client_id: clientId ?? 0,
  description: description.trim() === '' ? null : description.trim(),
  ...rest,
});

const useCaseForm = ({ row, prefill, conversationId, onClose }: CaseFormProps) => {
  const { cases: words } = useMessages();
  const { user } = useMe();
  const navigate = useNavigate();
  const refresh = useRefreshCases();
  const seen = useRef(row);
  const form = useApiForm<Values, Case>({
    draft: draftOf(row, conversationId),
    initialValues:
      row === null
        ? {
            title: '',
            client_id: null,
            case_type: 'legal',
            priority: 'normal',
            due_on: null,
            assigned_to: user.id,
            description: '',
            ...prefill,
          }
        : valuesOf(row),
    required: ['title', 'client_id'],
    submit: (values, once) => {
      const base = seen.current;
      const fields = toBody(values);
      if (base !== null) {
        const params = { path: { id: base.id } };
        return saveChanges({
          base,
          fields,
          fieldsOf: (one) => toBody(valuesOf(one)),
          send: (body) => sent(client.PATCH('/api/crm/case/{id}', { params, body })),
          readAgain: () => sent(client.GET('/api/crm/case/{id}', { params })),
        });
      }
      const linked = conversationId === undefined ? {} : { conversation_id: conversationId };
      const body = { ...fields, status: 'nouveau' as const, ...linked };
      return sent(client.POST('/api/crm/case', { body, headers: once(body) }));
    },
    onSuccess: (saved) => {
      void refresh();
      if (row !== null) {
        toast('good', words.saved);
        onClose();
        return;
      }
      toast('good', words.created(saved.reference));
      // So that "back" opens no empty form again.
      void navigate({
        to: '.',
        search: (open) => amend(open, { new: undefined }),
        replace: true,
      }).then(() => navigate({ to: '/cases/$id', params: { id: String(saved.id) } }));
    },
  });
  useSeen(seen, row, !form.isChanged);
  return form;
};

const draftOf = (row: Case | null, conversationId: number | undefined): string => {
  if (row !== null) return `cases/${row.id}`;
  return conversationId === undefined ? 'cases/new' : `conversations/${conversationId}/case`;
};

const Remove = ({ row }: { row: Case }) => {
  const messages = useMessages();
  const { common, cases: words } = messages;
  const navigate = useNavigate();
  const refresh = useRefreshCases();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/crm/case/{id}', {
    onSuccess: () => {
      toast('good', words.removed);
      void navigate({ to: '/cases', search: lastCases(), replace: true }).then(refresh);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {words.remove}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle(row.reference)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: row.id } } })}
        onClose={() => setAsking(false)}
      >
        {words.removeBody}
      </Confirm>
    </>
  );
};
