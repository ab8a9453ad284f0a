import type { Messages } from '../../i18n/index.tsx';
import type { JsonObject } from '../../ui/fields/json-input.tsx';

/**
 * The fields of a record in the order of their names in the catalogue; fields without a name come
 * last. The database keeps no order.
 */
export const inOrder = (data: JsonObject, names: Messages['fields']): [string, unknown][] => {
  const known = Object.keys(names);
  const rank = (name: string): number => {
    const position = known.indexOf(name);
    return position === -1 ? known.length : position;
  };
  return Object.entries(data).toSorted(([left], [right]) => rank(left) - rank(right));
};
