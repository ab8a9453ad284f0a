import { entityLabel } from '../../domain/entities/types.ts';
import { byRank, rankOf } from '../../domain/search/rank.ts';
import type { RecordHit } from '../../domain/search/shapes.ts';
import { searchEntities, type FoundEntity } from '../../queries/search/entities.ts';
import type { SearchSource } from './source.ts';

/** Records: by words of their data, reference, telephone number, e-mail address. */
export const entitySource: SearchSource = {
  permission: 'entities:read',
  find: async (tx, { text, limit, findEntityIds }) => {
    const found = await searchEntities(tx, { text, ids: await findEntityIds(text) });
    const ordered = [...found.filter(isNoDocument), ...found.filter((one) => !isNoDocument(one))];
    return byRank(ordered.map((entity) => hitOf(entity, text))).slice(0, limit);
  },
};

/** A document is titled with the name of its person. The person comes before the document. */
const isNoDocument = ({ type }: FoundEntity): boolean => type !== 'document';

const hitOf = (entity: FoundEntity, text: string): RecordHit => {
  const { id, type, ref, statut_dossier } = entity;
  const title = entityLabel(entity.label_data, ref);
  const rank = entity.is_named ? 'exact' : rankOf({ title, names: [ref] }, text);
  return {
    kind: 'record',
    id,
    title,
    subtitle: ref,
    rank: rank ?? 'elsewhere',
    type,
    ref,
    statut_dossier,
  };
};
