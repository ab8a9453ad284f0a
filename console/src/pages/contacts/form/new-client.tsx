import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { client, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { PhoneField } from '../../../ui/form/fields/phone-field.tsx';
import { Matches } from './matches.tsx';
import classes from './new-client.module.css';
import { newRow } from './points.ts';
import { useContactsChanged } from './refresh.ts';
import { filled } from './use-contact-form.ts';

interface NewClientProps {
  /** What was searched for. */
  name: string;
  /** One that was created, or one that was there already. */
  onChosen: (id: number) => void;
  onClose: () => void;
}

/** A client within another form. Not a form itself: forms do not nest. */
export const NewClient = ({ name, onChosen, onClose }: NewClientProps) => {
  const { contacts: words, common } = useMessages();
  const form = useNewClient(name, onChosen);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  const { refusalCount } = form;
  useEffect(() => {
    if (refusalCount > 0) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusalCount]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    form.onSubmit();
  };
  const { email, phone } = form.values;
  return (
    <Stack
      ref={box}
      gap="sm"
      className={classes['box'] ?? ''}
      role="group"
      aria-label={words.newClient}
      onKeyDown={onKeyDown}
    >
      <Text fw={600} size="sm">
        {words.newClient}
      </Text>
      {form.note}
      <TextInput label={words.name} {...form.field('name')} />
      <TextInput label={words.email} type="email" {...form.field('email')} />
      <PhoneField label={words.phone} {...form.field('phone')} />
      <Matches kind="person" emails={[newRow(email)]} phones={[newRow(phone)]} onTake={onChosen} />
      <Group gap="xs" justify="flex-end">
        <Button size="xs" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button size="xs" loading={form.isPending} onClick={() => form.onSubmit()}>
          {words.createClient}
        </Button>
      </Group>
    </Stack>
  );
};

interface Values {
  name: string;
  email: string;
  phone: string;
}

const useNewClient = (name: string, onChosen: (id: number) => void) => {
  const { contacts: words } = useMessages();
  const changed = useContactsChanged();
  return useApiForm<Values, Schemas['CreatedClient']>({
    initialValues: { name, email: '', phone: '' },
    required: ['name'],
    submit: (values, once) => {
      const body = {
        name: values.name.trim(),
        email: filled(values.email),
        phone: filled(values.phone),
        company: null,
        address: null,
      };
      return sent(client.POST('/api/crm/client', { body, headers: once(body) }));
    },
    onSuccess: ({ id, duplicates }) => {
      changed();
      onChosen(id);
      // It was sent before the warning was there.
      const [first] = duplicates;
      if (first === undefined) toast('good', words.createdClient);
      else toast('waiting', words.createdClient, words.createdBeside(first.name));
    },
  });
};
