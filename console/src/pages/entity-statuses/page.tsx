import { SegmentedControl, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { useStatusesOfTypes } from '../entities/statuses.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { EntityStatusEditor } from './editor.tsx';

const route = getRouteApi('/shell/settings/statuses');

/** The statuses that a company's records can have, one list per type of record. */
export const EntityStatusesPanel = () => {
  const { entityStatuses: words, entityTypesMany } = useMessages();
  // The type that the records open on.
  const { type = 'candidat' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useStatusesOfTypes();
  if (!useCan()('entity_statuses:write'))
    return (
      <Card>
        <Forbidden />
      </Card>
    );
  return (
    <Stack>
      <Text c="dimmed" maw="68ch">
        {words.description}
      </Text>
      <SegmentedControl
        aria-label={words.type}
        data={ENTITY_TYPES.map((value) => ({ value, label: entityTypesMany[value] }))}
        value={type}
        onChange={(value) => {
          const chosen = ENTITY_TYPES.find((one) => one === value);
          void navigate({ search: chosen === undefined ? {} : { type: chosen }, replace: true });
        }}
        style={{ alignSelf: 'start', maxWidth: '100%', overflowX: 'auto' }}
      />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ data }) => {
          const stored = data.find((one) => one.type === type);
          return stored && <EntityStatusEditor key={type} stored={stored} />;
        }}
      </QueryView>
    </Stack>
  );
};
