import { Text, Title } from '@mantine/core';
import type { Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useCodeWords } from '../../parts/code-words.ts';
import { Facts } from '../../ui/values/facts.tsx';
import { useFieldText } from '../entities/record/field-text.ts';

type Entry = Schemas['AuditEntry'];
type Values = Readonly<Record<string, unknown>>;

/** What an entry changed, in the words of the timeline of a record: the changed fields only. */
export const EntryChanges = ({ entry }: { entry: Entry }) => {
  const { audit } = useMessages();
  const { nameOf, textOf } = useWords(entry);
  const before = valuesOf(entry.before);
  const after = valuesOf(entry.after);
  if (isRead(entry.operation) || (before === undefined && after === undefined)) return null;
  const facts = changedFields(before ?? {}, after ?? {}).map((field) => {
    const [left, right] = [before, after].map((values) => values && textOf(field, values[field]));
    return {
      label: nameOf(field),
      value: left === undefined || right === undefined ? (left ?? right) : `${left} → ${right}`,
    };
  });
  return (
    <section aria-label={audit.changes}>
      <Title order={3} size="h5" mb={8}>
        {audit.changes}
      </Title>
      {facts.length === 0 ? (
        <Text size="sm" c="dimmed">
          {audit.nothingChanged}
        </Text>
      ) : (
        <Facts facts={facts} />
      )}
    </section>
  );
};

/** The fields of records are the company's own; those of other objects are codes of the api. */
const useWords = ({ resource_type: resource, entity }: Entry) => {
  const { audit, roles, statuses } = useMessages();
  const { fieldWord } = useCodeWords();
  const entityText = useFieldText(entity?.type ?? 'candidat');
  const fieldNames: Readonly<Record<string, string>> = audit.fields;
  const codes: Readonly<Record<string, string>> = { ...roles, ...statuses, ...audit.values };
  return {
    nameOf: (field: string) =>
      resource === 'entity' ? fieldWord(field) : (fieldNames[field] ?? fieldWord(field)),
    textOf: (field: string, value: unknown) =>
      (resource !== 'entity' && typeof value === 'string' ? codes[value] : undefined) ??
      entityText(field, value),
  };
};

/** The fields of recorded content; undefined if it has none, such as a list. */
const valuesOf = (content: unknown): Values | undefined =>
  typeof content === 'object' && content !== null && !Array.isArray(content)
    ? Object.fromEntries(Object.entries(content))
    : undefined;

const changedFields = (before: Values, after: Values): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );

const isRead = (operation: string): boolean => /\.(?:read|list\w*|timeline)$/.test(operation);
