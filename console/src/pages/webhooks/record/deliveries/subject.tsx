import { useMessages } from '../../../../i18n/index.tsx';
import { LinkText } from '../../../../parts/links.tsx';
import { oneOf } from '../../../../routing/search.ts';
import { ENTITY_TYPES, type EntityType } from '../../../entities/types.ts';

/** The record that an event is about, as the data of its body names it. */

type Subject =
  | { kind: 'action' | 'lead' | 'person' | 'organisation'; id: string }
  | { kind: 'entity'; type: EntityType; ref: string };

/** By the field of the data. The first one that is there: a converted lead also names its person. */
const KINDS = [
  ['lead_id', 'lead'],
  ['action_id', 'action'],
  ['person_id', 'person'],
  ['organisation_id', 'organisation'],
] as const;

/** Null if it is about something that has no page. */
export const subjectOf = (body: unknown): Subject | null => {
  const data = fieldsOf(fieldsOf(body).get('data'));
  for (const [field, kind] of KINDS) {
    const id = data.get(field);
    if (typeof id === 'string' || typeof id === 'number') return { kind, id: String(id) };
  }
  const type = oneOf(ENTITY_TYPES, data.get('type'));
  const ref = data.get('ref');
  return type !== undefined && typeof ref === 'string' ? { kind: 'entity', type, ref } : null;
};

const fieldsOf = (value: unknown): Map<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

export const SubjectLink = ({ subject }: { subject: Subject }) => {
  const { webhookDelivery } = useMessages();
  const words = webhookDelivery.subjects;
  switch (subject.kind) {
    case 'lead':
      return (
        <LinkText to="/leads/$id" params={{ id: subject.id }} inherit>
          {words.lead(subject.id)}
        </LinkText>
      );
    case 'action':
      return (
        <LinkText to="/actions/$id" params={{ id: subject.id }} inherit>
          {words.action}
        </LinkText>
      );
    case 'person':
      return (
        <LinkText to="/people/$id" params={{ id: subject.id }} inherit>
          {words.person(subject.id)}
        </LinkText>
      );
    case 'organisation':
      return (
        <LinkText to="/organisations/$id" params={{ id: subject.id }} inherit>
          {words.organisation(subject.id)}
        </LinkText>
      );
    case 'entity':
      return (
        <LinkText
          to="/entities/$type/$ref"
          params={{ type: subject.type, ref: subject.ref }}
          inherit
        >
          {words.entity(subject.ref)}
        </LinkText>
      );
  }
};
