import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { noon } from '../looks.tsx';

/** What is said below an entry: what changed, or the beginning of a text. */

type Entry = Schemas['CaseTimelineEntry'];

export const Quote = ({ children }: { children: ReactNode }) => (
  <Text size="sm" c="dimmed" lineClamp={4} style={{ whiteSpace: 'pre-line' }}>
    {children}
  </Text>
);

export const Change = ({
  change: { field, before, after, before_name: beforeName, after_name: afterName },
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
          <Value field={field} value={before} name={beforeName} /> →{' '}
          <Value field={field} value={after} name={afterName} />
        </>
      )}
    </div>
  );
};

interface ValueProps {
  field: string;
  value: unknown;
  /** Of the user or client. */
  name: string | null;
}

const Value = ({ field, value, name }: ValueProps) => {
  const { cases } = useMessages();
  const format = useFormat();
  if (field === 'assigned_to' && value === null) return cases.nobody;
  if (value === null || value === undefined) return '—';
  if (name !== null) return name;
  if (typeof value === 'number') return `#${value}`;
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field === 'due_on') return format.date(noon(value));
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    case_type: cases.types,
    priority: cases.priorities,
  };
  return known[field]?.[value] ?? value;
};
