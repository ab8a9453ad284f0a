import { humanise } from '../../../../i18n/humanise.ts';
import { useMessages } from '../../../../i18n/index.tsx';
import { LinkText } from '../../../../parts/links.tsx';
import { oneOf } from '../../../../routing/search.ts';
import { ENTITY_TYPES } from '../../../entities/types.ts';
import type { Delivery } from '../../types.ts';

/** The record that an event is about, with a link to its page if it has one. */
export const SubjectLink = ({ subject: { type, id, entity } }: Pick<Delivery, 'subject'>) => {
  const { codes, webhookDelivery } = useMessages();
  const words = webhookDelivery.subjects;
  switch (type) {
    case 'lead':
      return (
        <LinkText to="/leads/$id" params={{ id }} inherit>
          {words.lead(id)}
        </LinkText>
      );
    case 'action':
      return (
        <LinkText to="/actions/$id" params={{ id }} inherit>
          {words.action}
        </LinkText>
      );
    case 'person':
      return (
        <LinkText to="/people/$id" params={{ id }} inherit>
          {words.person(id)}
        </LinkText>
      );
    case 'organisation':
      return (
        <LinkText to="/organisations/$id" params={{ id }} inherit>
          {words.organisation(id)}
        </LinkText>
      );
    case 'entity': {
      const known = oneOf(ENTITY_TYPES, entity?.type);
      if (entity === null || known === undefined) return null;
      return (
        <LinkText to="/entities/$type/$ref" params={{ type: known, ref: entity.ref }} inherit>
          {words.entity(entity.ref)}
        </LinkText>
      );
    }
    default:
      return words.other(codes.auditResources[type] ?? humanise(type), id);
  }
};
