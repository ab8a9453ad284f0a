import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { useEventGroups, type EventGroup, type EventType } from '../events.ts';
import classes from './form.module.css';
import type { WebhookValues } from './values.ts';

/** The events to listen to, by what they are about. Each says when it happens and shows an example. */

const EXAMPLE_HEIGHT_PX = 260;

interface EventsFieldProps {
  form: FormApi<WebhookValues>;
}

export const EventsField = ({ form }: EventsFieldProps) => {
  const { webhookForm: words } = useMessages();
  const groups = useEventGroups();
  const chosen = form.values.events;
  return (
    <Checkbox.Group
      label={words.events}
      description={words.eventsHint}
      withAsterisk
      inputWrapperOrder={['label', 'description', 'error', 'input']}
      {...form.field('events')}
    >
      <Stack gap="md" mt="sm">
        {groups.map((group) => (
          <Subject
            key={group.subject}
            group={group}
            chosen={chosen}
            onChange={(events) => {
              form.setFieldValue('events', events);
              form.clearFieldError('events');
            }}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
};

interface SubjectProps {
  group: EventGroup;
  chosen: readonly string[];
  onChange: (events: string[]) => void;
}

const Subject = ({ group, chosen, onChange }: SubjectProps) => {
  const { webhookForm: words } = useMessages();
  const types = group.events.map(({ type }) => type);
  const count = types.filter((type) => chosen.includes(type)).length;
  const isAll = count === types.length;
  const others = chosen.filter((type) => !types.includes(type));
  return (
    <div className={classes['group']} role="group" aria-label={group.label}>
      <div className={classes['groupHead']}>
        <Group gap={8}>
          <Text size="sm" fw={650}>
            {group.label}
          </Text>
          {count > 0 && (
            <Text size="xs" c="dimmed">
              {words.chosenCount(count)}
            </Text>
          )}
        </Group>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={isAll ? words.chooseNoneOf(group.label) : words.chooseAllOf(group.label)}
          onClick={() => onChange(isAll ? others : [...others, ...types])}
        >
          {isAll ? words.chooseNone : words.chooseAll}
        </Button>
      </div>
      {group.events.map((event) => (
        <EventChoice key={event.type} event={event} />
      ))}
    </div>
  );
};

const EventChoice = ({ event }: { event: EventType }) => {
  const { webhookForm: words } = useMessages();
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  return (
    <div className={classes['event']}>
      <div className={classes['eventLine']}>
        <Checkbox
          value={event.type}
          label={event.label}
          description={
            <>
              {event.hint}{' '}
              <Text span inherit ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                {event.type}
              </Text>
            </>
          }
        />
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          style={{ flex: 'none' }}
          aria-label={words.exampleOf(event.label)}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={toggle}
        >
          {words.example}
        </Button>
      </div>
      <div id={id} className={isOpen ? classes['example'] : undefined}>
        {isOpen && (
          <JsonView
            label={words.exampleOf(event.label)}
            value={event.example}
            maxHeight={EXAMPLE_HEIGHT_PX}
          />
        )}
      </div>
    </div>
  );
};
