import { List, Text } from '@mantine/core';
import { useMessages } from '../../i18n/index.tsx';
import { useActionTypes } from '../action-types/catalogue.ts';
import { takerOf, type Route } from './rows.ts';

interface TakenTypesProps {
  prefix: string;
  routes: readonly Route[];
  /** The route that is being edited; null for a new one. */
  edited: Route | null;
}

/** The types that a prefix would take, and where each goes today: shown while the prefix is typed. */
export const TakenTypes = ({ prefix, routes, edited }: TakenTypesProps) => {
  const { routes: words } = useMessages();
  const types = useActionTypes();
  const others = routes.filter(({ prefix: other }) => other !== edited?.prefix);
  const taken = types.filter(({ code }) => {
    const taker = takerOf(others, code);
    return code.startsWith(prefix) && (taker?.prefix.length ?? 0) < prefix.length;
  });
  // Not said of the type that the route was added for, and of those it has already.
  const today = (code: string): string => {
    const taker = takerOf(routes, code);
    return code === prefix || (edited !== null && taker?.prefix === edited.prefix)
      ? ''
      : words.takesToo(taker?.workflow);
  };
  if (prefix === '' || types.length === 0) return null;
  return (
    <div role="status">
      <Text size="sm" c={taken.length === 0 ? 'dimmed' : 'inherit'}>
        {taken.length === 0 ? words.takesNone : words.takes(taken.length)}
      </Text>
      <List size="sm" mt={4} spacing={2}>
        {taken.map(({ code, label }) => (
          <List.Item key={code}>
            {label}{' '}
            <Text span size="xs" c="dimmed">
              {today(code)}
            </Text>
          </List.Item>
        ))}
      </List>
    </div>
  );
};
