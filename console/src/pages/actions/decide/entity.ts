import { api } from '../../../api/client.ts';
import type { DecisionSubject } from './context.ts';

/** The record of a decision. Undefined while it loads, and of a case, which is none. */
export const useEntity = (subject: Pick<DecisionSubject, 'type' | 'ref'> | undefined) => {
  const type = subject?.type ?? 'dossier';
  return api.useQuery(
    'get',
    '/api/v1/entities/{type}/{ref}',
    { params: { path: { type: type === 'dossier' ? 'candidat' : type, ref: subject?.ref ?? '' } } },
    { enabled: type !== 'dossier' },
  ).data;
};
