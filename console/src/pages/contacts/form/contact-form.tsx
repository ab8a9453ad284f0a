import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { SideDrawer } from '../../../ui/feedback/side-drawer.tsx';
import { Form } from '../../../ui/form/form.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import type { Contact, Kind } from '../kinds.ts';
import { Matches } from './matches.tsx';
import { PointsField } from './points-field.tsx';
import type { PointRow } from './points.ts';
import type { SharedValues } from './use-contact-form.ts';

interface ContactFormProps<V extends SharedValues> {
  kind: Kind;
  /** Null for a new one. */
  contact: Contact | null;
  form: FormApi<V>;
  onClose: () => void;
  children: ReactNode;
}

/** The form of a person or of an organisation. */
export const ContactForm = <V extends SharedValues>({
  kind,
  contact,
  form,
  onClose,
  children,
}: ContactFormProps<V>) => {
  const { contacts: words, common } = useMessages();
  const { emails, phones } = form.values;
  const newTitle = kind === 'person' ? words.newPerson : words.newOrganisation;
  return (
    <SideDrawer
      isOpen
      size="lg"
      title={contact === null ? newTitle : words.editTitle(contact.name)}
      onClose={onClose}
    >
      <Form
        form={form}
        submitLabel={contact === null ? common.create : common.save}
        isEdit={contact !== null}
        onCancel={onClose}
      >
        {contact === null && <Matches kind={kind} emails={emails} phones={phones} />}
        {children}
      </Form>
    </SideDrawer>
  );
};

/** The fields of both kinds but the name, which is first. */
export const SharedFields = ({ form }: { form: SharedForm }) => {
  const { contacts: words } = useMessages();
  return (
    <>
      {POINT_KINDS.map((kind) => (
        <PointsField
          key={kind}
          kind={kind}
          rows={form.values[kind]}
          onRows={(rows) => form.setFieldValue(kind, rows)}
          faultOf={(place) => form.errors[`${kind}.${place}.value`]}
        />
      ))}
      <Textarea label={words.address} autosize minRows={2} {...form.field('address')} />
      <Textarea label={words.notes} autosize minRows={3} {...form.field('notes')} />
    </>
  );
};

const POINT_KINDS = ['emails', 'phones'] as const;

/** What every form of a contact can do with these fields. */
interface SharedForm {
  values: Pick<SharedValues, 'emails' | 'phones'>;
  errors: FormApi<SharedValues>['errors'];
  setFieldValue: (kind: 'emails' | 'phones', rows: PointRow[]) => void;
  field: (name: 'address' | 'notes') => ReturnType<FormApi<SharedValues>['field']>;
}
