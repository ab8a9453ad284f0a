import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { StatusField } from '../../../parts/statuses/field.tsx';
import { EntityStatusBadge } from '../status-badge.tsx';
import { useEntityStatus, useEntityStatuses } from '../statuses.ts';
import type { FieldSaver } from './saver.ts';

interface StatusSelectProps {
  entity: Schemas['Entity'];
  saver: FieldSaver | null;
}

/** The status of the record: a choice of the company's list, saved at once. */
export const StatusSelect = ({ entity, saver }: StatusSelectProps) => {
  const { record, fields } = useMessages();
  const { type, statut_dossier: code } = entity;
  const statuses = useEntityStatuses(type);
  const statusOf = useEntityStatus(type);
  if (saver === null)
    return code === null ? null : <EntityStatusBadge type={type} code={code} size="lg" />;
  const label = fields['statutDossier'] ?? '';
  const isListed = code === null || statuses.some((status) => status.code === code);
  const listed = statuses.map((status) => ({ value: status.code, label: status.label }));
  return (
    <StatusField
      label={label}
      placeholder={record.noStatus}
      code={code}
      toneOf={(value) => statusOf(value).tone}
      data={
        isListed
          ? listed
          : [
              { group: record.otherStatus, items: [{ value: code, label: statusOf(code).label }] },
              { group: record.statuses, items: listed },
            ]
      }
      disabled={saver.isSaving}
      onChange={(after) => saver.saveAtOnce({ field: 'statutDossier', label, before: code, after })}
    />
  );
};
