import { Code, Text } from '@mantine/core';
import type { Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import { useTypeLabels } from '../action-types/catalogue.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { oneOf } from '../../routing/search.ts';

/** Words for the codes of the audit trail. A code without words is shown itself. */

type Entry = Schemas['AuditEntry'];

const SHORT_ID_LENGTH = 8;

export const Operation = ({ code }: { code: string }) => {
  const { codes } = useMessages();
  return codes.auditOperations[code] ?? <Code>{code}</Code>;
};

/** The object of an entry, with a link if it has a page. */
export const Resource = ({ entry }: { entry: Entry }) => {
  const { audit, codes, entityTypes, entityTypesMany } = useMessages();
  const labelOf = useTypeLabels();
  const { resource_type: type, resource_id: id, entity } = entry;
  if (entity !== null) {
    return (
      <span title={`${entityTypes[entity.type]} ${entity.ref}`}>
        <LinkText to="/entities/$type/$ref" params={entity} size="sm">
          {entity.label}
        </LinkText>
        {entity.label !== entity.ref && (
          <Text span size="xs" c="dimmed" ms={6}>
            {entity.ref}
          </Text>
        )}
      </span>
    );
  }
  const listed = listedType(entry);
  if (listed !== undefined) return audit.all(entityTypesMany[listed]);
  const word = codes.auditResources[type];
  if (word === undefined) {
    return (
      <Code>
        {type} {id}
      </Code>
    );
  }
  if (id === '*') return audit.all(word);
  if (type === 'action') {
    return (
      <LinkText to="/actions/$id" params={{ id }} size="sm">
        {word} {id.slice(-SHORT_ID_LENGTH)}
      </LinkText>
    );
  }
  if (type === 'mailbox') {
    return (
      <LinkText to="/mailboxes/$id" params={{ id }} size="sm">
        {audit.numbered(word, id)}
      </LinkText>
    );
  }
  if (type === 'webhook') {
    return (
      <LinkText to="/webhooks/$id" params={{ id }} size="sm">
        {audit.numbered(word, id)}
      </LinkText>
    );
  }
  if (type === 'lead') {
    return (
      <LinkText to="/leads/$id" params={{ id }} size="sm">
        {audit.numbered(word, id)}
      </LinkText>
    );
  }
  if (type === 'lead_import') {
    return (
      <LinkText to="/leads/imports/$importId" params={{ importId: id }} size="sm">
        {word}
      </LinkText>
    );
  }
  if (type === 'action_type') {
    return (
      <>
        {word} {labelOf(id) ?? id}
      </>
    );
  }
  return /^\d+$/.test(id) && !OF_THE_COMPANY.includes(type) ? audit.numbered(word, id) : word;
};

/** A company has one of each. The resource id is that of the company, so it is not shown. */
const OF_THE_COMPANY: readonly string[] = ['company', 'action_routes', 'settings'];

/** The record type of a list; undefined if the entry is not about a list of records. */
const listedType = ({ resource_type: type, after }: Entry) =>
  type === 'entity' && typeof after === 'object' && after !== null && 'type' in after
    ? oneOf(ENTITY_TYPES, after.type)
    : undefined;
