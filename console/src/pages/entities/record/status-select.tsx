import { Select } from '@mantine/core';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { TONE_COLOURS, type Tone } from '../../../ui/values/tones.ts';
import { EntityStatusBadge } from '../status-badge.tsx';
import { useEntityStatus, useEntityStatuses } from '../statuses.ts';
import type { FieldSaver } from './save.tsx';
import classes from './status-select.module.css';

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
  const tone = code === null ? 'neutral' : statusOf(code).tone;
  return (
    <Select
      aria-label={label}
      placeholder={record.noStatus}
      className={classes['select'] ?? ''}
      size="xs"
      allowDeselect={false}
      searchable={false}
      maxDropdownHeight={420}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      leftSection={<Dot tone={tone} />}
      data={
        isListed
          ? listed
          : [
              { group: record.otherStatus, items: [{ value: code, label: statusOf(code).label }] },
              { group: record.statuses, items: listed },
            ]
      }
      value={code}
      disabled={saver.isSaving}
      renderOption={({ option }) => (
        <span className={classes['option']}>
          <Dot tone={statusOf(option.value).tone} />
          {option.label}
        </span>
      )}
      onChange={(after) => {
        if (after !== null && after !== code)
          void saver.save({ field: 'statutDossier', label, before: code, after });
      }}
    />
  );
};

const Dot = ({ tone }: { tone: Tone }) => (
  <span
    className={classes['dot']}
    style={{ background: `var(--mantine-color-${TONE_COLOURS[tone]}-5)` }}
    aria-hidden
  />
);
