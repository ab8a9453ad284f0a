import { useEntityStatus } from '../statuses.ts';
import type { EntityType } from '../types.ts';
import { usePlainText } from './value.tsx';

/** The value of a field of a record in one line of words; a status by the name the company gave it. */
export const useFieldText = (type: EntityType): ((field: string, value: unknown) => string) => {
  const plainText = usePlainText();
  const statusOf = useEntityStatus(type);
  return (field, value) =>
    field === 'statutDossier' && typeof value === 'string'
      ? statusOf(value).label
      : plainText(field, value);
};
