import { Button, Group, Stack } from '@mantine/core';
import { IconArrowLeft, IconEdit } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { amend, oneOf } from '../../../routing/search.ts';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { DecisionButtons } from '../../actions/decide/buttons.tsx';
import { sourceOf } from '../../actions/decide/source.ts';
import { useEntityCommands } from '../commands.ts';
import { useViewing } from '../../notifications/viewing.ts';
import { EntityEditor } from '../editor/editor.tsx';
import { EntityIcon } from '../icon.tsx';
import { useEntityStatus } from '../statuses.ts';
import { ENTITY_TYPES, type EntityType } from '../types.ts';
import { EntityActions } from './actions.tsx';
import { ConflictDialog } from './conflict.tsx';
import { EntityFacts } from './facts.tsx';
import classes from './page.module.css';
import { useFieldSaver } from './save.tsx';
import { StatusSelect } from './status-select.tsx';
import { EntityTimeline } from './timeline.tsx';

type Entity = Schemas['Entity'];

const route = getRouteApi('/shell/entities/$type/$ref');

export const EntityPage = () => {
  const { type: given, ref } = route.useParams();
  const type = oneOf(ENTITY_TYPES, given) ?? 'candidat';
  const query = api.useQuery('get', '/api/v1/entities/{type}/{ref}', {
    params: { path: { type, ref } },
  });
  useViewing({ type: 'entity', entity_type: type, ref });
  if (problemOf(query.error).status === 404)
    return <RecordNotFound back={<BackToList type={type} />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(entity) => <EntityView key={`${type}/${ref}`} entity={entity} />}
    </QueryView>
  );
};

const BackToList = ({ type }: { type: EntityType }) => (
  <Link to="/entities/$type" params={{ type }} className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().entityTypesMany[type]}
  </Link>
);

const EntityView = ({ entity }: { entity: Entity }) => {
  const { record } = useMessages();
  const can = useCan();
  const saver = useFieldSaver(entity);
  const editor = can('entities:update') ? saver : null;
  return (
    <Page
      layout="record"
      title={entity.label}
      badge={<StatusSelect entity={entity} saver={editor} />}
      description={<Description entity={entity} />}
      back={<BackToList type={entity.type} />}
      actions={<Decisions entity={entity} />}
      side={
        <Card title={record.timeline} actions={can('audit:read') && <AuditLink {...entity} />}>
          <EntityTimeline entity={entity} />
        </Card>
      }
    >
      <EntityData entity={entity} saver={editor} />
      <EntityActions entity={entity} />
      <ConflictDialog saver={saver} />
    </Page>
  );
};

/** To who changed the record, and from where: what its timeline does not show. */
const AuditLink = ({ type, ref }: Pick<Entity, 'type' | 'ref'>) => {
  const { audit, entities } = useMessages();
  return (
    <LinkText
      to="/settings/audit"
      search={{ record: `${type}/${ref}`, changes: true }}
      size="sm"
      aria-label={entities.audit}
    >
      {audit.title}
    </LinkText>
  );
};

/** The actions that the status of the record suggests come first. */
const Decisions = ({ entity }: { entity: Entity }) => {
  const statusOf = useEntityStatus(entity.type);
  const { statut_dossier: status } = entity;
  return (
    <DecisionButtons
      entity={entity}
      source={sourceOf(entity.type, 'detail')}
      suggested={status === null ? [] : statusOf(status).suggested_action_types}
    />
  );
};

const Description = ({ entity }: { entity: Entity }) => {
  const { entityTypes, record } = useMessages();
  return (
    <div className={classes['facts']}>
      <div className={classes['line']}>
        <Group gap={8} component="span">
          <EntityIcon type={entity.type} />
          {entityTypes[entity.type]}
        </Group>
        <code>{entity.ref}</code>
        <span>
          {record.createdAt} <RelativeTime at={entity.created_at} />
        </span>
        <span>
          {record.updatedAt} <RelativeTime at={entity.updated_at} />
        </span>
      </div>
    </div>
  );
};

interface EntityDataProps {
  entity: Entity;
  saver: ReturnType<typeof useFieldSaver> | null;
}

/** The fields, each edited in its place; or all of them at once in a form. */
const EntityData = ({ entity, saver }: EntityDataProps) => {
  const { entity: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  // The button that opens or closes the editor disappears. The new content then takes the focus.
  const [isPressed, setPressed] = useState(false);
  const edit = (isOn: boolean): void => {
    setPressed(true);
    void navigate({ search: amend(search, { edit: isOn ? true : undefined }), replace: true });
  };
  useEntityCommands(entity, () => edit(true));
  const isEditing = search.edit === true && saver !== null;
  return (
    <Card
      title={words.data}
      actions={
        saver !== null &&
        !isEditing && (
          <Button
            autoFocus={isPressed}
            variant="subtle"
            size="compact-sm"
            leftSection={<IconEdit size={15} />}
            onClick={() => edit(true)}
          >
            {words.edit}
          </Button>
        )
      }
    >
      {isEditing ? (
        <EntityEditor entity={entity} takesFocus={isPressed} onDone={() => edit(false)} />
      ) : (
        <Stack gap={0}>
          <EntityFacts entity={entity} saver={saver} />
        </Stack>
      )}
    </Card>
  );
};
