import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { saveChanges } from '../../../parts/save-changes.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { KIND_PATHS, PAGES, type Contact, type Kind } from '../kinds.ts';
import { faultPath, type PointRow } from './points.ts';
import { useContactsChanged } from './refresh.ts';

/** What the forms of both kinds have in common: how a contact is created, or changed beside others. */

export interface SharedValues {
  name: string;
  emails: PointRow[];
  phones: PointRow[];
  address: string;
  notes: string;
}

interface ContactFormOptions<C extends Contact, V extends SharedValues, B extends object> {
  kind: Kind;
  /** The contact to change; null for a new one. */
  contact: C | null;
  /** The first part of the draft's name. */
  draft: string;
  createdText: string;
  valuesOf: (contact: C | null) => V;
  toBody: (values: V) => B;
  create: (body: B, headers: { 'Idempotency-Key': string }) => Promise<C>;
  change: (id: number, patch: Partial<B> & { version: number }) => Promise<C>;
  read: (id: number) => Promise<C>;
  onClose: () => void;
}

export const useContactForm = <C extends Contact, V extends SharedValues, B extends object>(
  options: ContactFormOptions<C, V, B>,
): FormApi<V> => {
  const { kind, valuesOf, toBody, create, change, read } = options;
  const { contacts: words } = useMessages();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const changed = useContactsChanged();
  // What the user saw when they began: others may change it meanwhile.
  const [base] = useState(options.contact);
  const [initialValues] = useState(() => valuesOf(base));
  const form: FormApi<V> = useApiForm<V, C>({
    draft: `${options.draft}/${base?.id ?? 'new'}`,
    initialValues,
    required: ['name'],
    fieldOf: (path) => faultPath(path, { emails: form.values.emails, phones: form.values.phones }),
    submit: (values, once) => {
      const body = toBody(values);
      if (base === null) return create(body, once(body));
      return saveChanges({
        base,
        fields: body,
        fieldsOf: (one) => toBody(valuesOf(one)),
        send: (patch) => change(base.id, patch),
        readAgain: () => read(base.id),
      });
    },
    onSuccess: (saved) => {
      toast('good', base === null ? options.createdText : words.saved);
      changed();
      if (base === null) {
        void navigate({ to: PAGES[kind], params: { id: String(saved.id) } });
        return;
      }
      const params = { path: { id: base.id } };
      queryClient.setQueryData(['get', `${KIND_PATHS[kind]}/{id}`, { params }], saved);
      options.onClose();
    },
  });
  return form;
};

/** An empty field is null for the api. */
export const filled = (text: string): string | null => (text.trim() === '' ? null : text.trim());
