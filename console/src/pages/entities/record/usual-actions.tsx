import { Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { useActionTypes } from '../../action-types/catalogue.ts';
import { useEntityStatus } from '../statuses.ts';

/** The usual actions for the record's type and status, and any other. */
export const UsualActions = ({ entity }: { entity: Schemas['Entity'] }) => {
  const { record, entity: words } = useMessages();
  const { role } = useMe().user;
  const types = useActionTypes();
  const statusOf = useEntityStatus(entity.type);
  const suggested =
    entity.statut_dossier === null ? [] : statusOf(entity.statut_dossier).suggested_action_types;
  const usual = suggested.flatMap((code) =>
    types.filter((type) => type.code === code && type.roles.includes(role)),
  );
  const search = { entite_type: entity.type, entite_id: entity.ref };
  return (
    <Card title={record.usualActions}>
      <Group gap="xs">
        {usual.map(({ code, label }) => (
          <LinkButton
            key={code}
            to="/actions/new"
            search={{ ...search, action_type: code }}
            variant="light"
            size="compact-md"
          >
            {label}
          </LinkButton>
        ))}
        <LinkButton
          to="/actions/new"
          search={search}
          variant="default"
          size="compact-md"
          leftSection={<IconPlus size={14} />}
        >
          {words.newAction}
        </LinkButton>
      </Group>
    </Card>
  );
};
