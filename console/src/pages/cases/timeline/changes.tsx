import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useCan, useMe } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { ContactName } from '../../contacts/select.tsx';
import { UserName } from '../../users/select.tsx';
import { noon } from '../looks.tsx';

/** What is said below an entry: what changed, or the beginning of a text. */

type Entry = Schemas['CaseTimelineEntry'];

export const Quote = ({ children }: { children: ReactNode }) => (
  <Text size="sm" c="dimmed" lineClamp={4} style={{ whiteSpace: 'pre-line' }}>
    {children}
  </Text>
);

export const Change = ({
  change: { field, before, after },
}: {
  change: Entry['changes'][number];
}) => {
  const { cases, common } = useMessages();
  const labels: Readonly<Record<string, string>> = {
    title: cases.columnTitle,
    client_id: cases.columnClient,
    case_type: cases.columnType,
    priority: cases.columnPriority,
    assigned_to: cases.columnAssignee,
    due_on: cases.columnDue,
    description: cases.description,
  };
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <Text span inherit c="dimmed">
        {common.labelled(labels[field] ?? field, '')}
      </Text>
      {field === 'description' ? (
        <Quote>{typeof after === 'string' ? after : '—'}</Quote>
      ) : (
        <>
          <Value field={field} value={before} /> → <Value field={field} value={after} />
        </>
      )}
    </div>
  );
};

const Value = ({ field, value }: { field: string; value: unknown }) => {
  const { cases } = useMessages();
  const format = useFormat();
  const can = useCan();
  const { user } = useMe();
  if (field === 'assigned_to' && value === null) return cases.nobody;
  if (value === null || value === undefined) return '—';
  if (typeof value === 'number') {
    if (field === 'client_id' && can('people:read'))
      return <ContactName kind="person" id={value} />;
    if (field === 'assigned_to' && value === user.id) return user.name;
    return field === 'assigned_to' && can('users:read') ? <UserName id={value} /> : `#${value}`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field === 'due_on') return format.date(noon(value));
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    case_type: cases.types,
    priority: cases.priorities,
  };
  return known[field]?.[value] ?? value;
};
