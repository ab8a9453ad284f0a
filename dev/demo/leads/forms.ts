import type { FormField } from '../../../src/domain/forms/fields.ts';
import { newFormToken } from '../../../src/domain/forms/token.ts';
import type { Transaction } from '../../../src/platform/database.ts';
import { insertForm } from '../../../src/queries/forms/records.ts';
import { COURSES, FUNDINGS } from './words.ts';

/** One form for each call centre. The one of Lyon asks to confirm the e-mail address. */

const plain = { is_required: false, help: '', options: [] };
const FIELDS: FormField[] = [
  { ...plain, key: 'name', type: 'text', label: 'Nom et prénom', is_required: true },
  { ...plain, key: 'email', type: 'email', label: 'E-mail', is_required: true },
  { ...plain, key: 'phone', type: 'phone', label: 'Téléphone' },
  { ...plain, key: 'company', type: 'text', label: 'Employeur', help: 'Si vous venez par lui' },
  { ...plain, key: 'formation', type: 'select', label: 'Formation', options: COURSES },
  { ...plain, key: 'financement', type: 'select', label: 'Financement', options: FUNDINGS },
  { ...plain, key: 'message', type: 'textarea', label: 'Votre message' },
];

interface FormInput {
  userId: number;
  callCentreId: number;
  /** A page of this machine that may send the form. */
  origin: string;
}

export const addConfirmedForm = (tx: Transaction, input: FormInput): Promise<number> =>
  addForm(tx, input, { name: 'Demande d’information', isConfirmationRequired: true });

export const addCallBackForm = (tx: Transaction, input: FormInput): Promise<number> =>
  addForm(tx, input, { name: 'Être rappelé', isConfirmationRequired: false });

const addForm = (
  tx: Transaction,
  { userId, callCentreId, origin }: FormInput,
  { name, isConfirmationRequired }: { name: string; isConfirmationRequired: boolean },
): Promise<number> =>
  insertForm(tx, {
    userId,
    callCentreId,
    name,
    token: newFormToken(),
    fields: FIELDS,
    locale: 'fr',
    isConfirmationRequired,
    allowedOrigins: [origin],
    isActive: true,
    successMessage: 'Merci ! Nous vous rappelons sous 24 heures.',
    redirectUrl: null,
  });
