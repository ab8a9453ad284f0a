import { Group, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client.ts';
import type { Format } from '../../../i18n/format.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { EntityIcon } from '../../entities/icon.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import { ACTION_ENTITY_TYPES } from '../../entities/types.ts';
import { oneOf } from '../../../routing/search.ts';
import { CopyIcon } from '../../../ui/values/copy.tsx';
import { Fold } from '../decide/fold.tsx';
import { Facts, type Fact } from '../../../ui/values/facts.tsx';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { SubjectLink } from '../subject-link.tsx';

/** The two cards of an action: its state, and the decision. */

type Action = Schemas['Action'];

export const Summary = ({ action }: { action: Action }) => {
  const { action: words, outcomes, actions } = useMessages();
  const format = useFormat();
  const durationMs =
    action.settled_at === null
      ? null
      : Date.parse(action.settled_at) - Date.parse(action.created_at);
  const outcome = Object.entries(outcomes).find(([code]) => code === action.outcome_code)?.[1];
  return (
    <Facts
      facts={[
        { label: words.entity, value: <EntityLink action={action} /> },
        {
          label: words.route,
          value: action.route.workflow,
        },
        { label: words.outcome, value: outcome },
        { label: words.created, value: <RelativeTime at={action.created_at} /> },
        {
          label: words.deadline,
          value:
            action.deadline_at === null || action.settled_at !== null ? null : (
              <RelativeTime at={action.deadline_at} />
            ),
        },
        {
          label: words.settled,
          value: action.settled_at === null ? null : <RelativeTime at={action.settled_at} />,
        },
        { label: words.duration, value: durationMs === null ? null : format.duration(durationMs) },
        { label: words.attempts, value: actions.attemptCount(action.attempt_count) },
      ]}
    />
  );
};

const EntityLink = ({ action }: { action: Action }) => {
  const { actions } = useMessages();
  const type = oneOf(ACTION_ENTITY_TYPES, action.entite_type);
  if (type === undefined || action.entite_id === null) return <>{actions.noEntity}</>;
  return (
    <SubjectLink
      type={type}
      reference={action.entite_id}
      inherit
      style={{ display: 'inline-flex', gap: 6, alignItems: 'center', verticalAlign: 'middle' }}
    >
      <EntityIcon type={type} />
      {action.entite_label} ({action.entite_id})
    </SubjectLink>
  );
};

export const Decision = ({ action }: { action: Action }) => {
  const { action: words, decide } = useMessages();
  const codeWords = useCodeWords();
  const format = useFormat();
  return (
    <Stack gap="md">
      <Facts
        facts={[
          { label: words.decider, value: action.decide_par_name },
          { label: words.comment, value: action.commentaire },
          ...metadataFacts(action, codeWords, format),
          { label: words.round, value: action.round > 1 ? String(action.round) : null },
        ]}
      />
      <Fold label={decide.details}>
        <Technical action={action} />
      </Fold>
    </Stack>
  );
};

/** What the type asked for. Values of several parts are in the technical details. */
const metadataFacts = (
  { metadonnees }: Action,
  { fieldWord, valueWord }: ReturnType<typeof useCodeWords>,
  format: Format,
): Fact[] =>
  Object.entries(metadonnees).flatMap(([name, value]) => {
    const text = Array.isArray(value)
      ? format.list(value.map((one) => valueWord(String(one))))
      : value;
    if (typeof text !== 'string' && typeof text !== 'number') return [];
    return [
      {
        label: fieldWord(name),
        value:
          typeof text === 'number'
            ? format.number(text)
            : Array.isArray(value)
              ? text
              : valueWord(text),
      },
    ];
  });

/** The codes that n8n gets, and the run. */
const Technical = ({ action }: { action: Action }) => {
  const { action: words, newAction } = useMessages();
  return (
    <Stack gap="md">
      <Facts
        facts={[
          { label: newAction.type, value: action.action_type },
          { label: words.decision, value: action.decision_type },
          { label: words.source, value: action.action_source },
          { label: words.button, value: action.action_button },
          {
            label: words.format,
            value: action.format === 'legacy' ? words.formatLegacy : words.formatEnriched,
          },
          {
            label: words.notification,
            value: action.notification_id === null ? null : `#${action.notification_id}`,
          },
          {
            label: words.workflow,
            value: (
              <Group gap={4} wrap="nowrap">
                <Text ff="monospace" size="xs" truncate>
                  {action.workflow_id}
                </Text>
                <CopyIcon value={action.workflow_id} />
              </Group>
            ),
          },
        ]}
      />
      {Object.keys(action.metadonnees).length > 0 && (
        <JsonView label={words.metadata} value={action.metadonnees} maxHeight={220} />
      )}
    </Stack>
  );
};
