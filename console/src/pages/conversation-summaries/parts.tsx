import { Anchor, Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { showMessage } from '../conversations/messages/asked-message.ts';
import { useMessageHistory } from '../conversations/messages/query.ts';
import classes from './card.module.css';

/** What a summary says, each part with links to its messages. */

type Summary = NonNullable<Schemas['ConversationSummary']['summary']>;
type Part = Summary['points'][number];
type Promised = Summary['promises'][number];

interface PartsProps {
  conversationId: number;
  summary: Summary;
}

export const SummaryParts = ({ conversationId, summary }: PartsProps) => {
  const { conversationSummaries: words } = useMessages();
  const { points, questions, promises, next_step: nextStep } = summary;
  const sourcesOf = (part: Part): ReactNode => (
    <Sources conversationId={conversationId} ids={part.message_ids} />
  );
  const isEmpty = points.length + questions.length + promises.length === 0 && nextStep === null;
  return (
    <>
      {isEmpty && <Text size="sm">{words.nothing}</Text>}
      <Group title={words.points}>
        {points.map((part, place) => (
          <li key={place}>
            {part.text}
            {sourcesOf(part)}
          </li>
        ))}
      </Group>
      <Group title={words.questions}>
        {questions.map((part, place) => (
          <li key={place}>
            {part.text}
            {sourcesOf(part)}
          </li>
        ))}
      </Group>
      <Group title={words.promises}>
        {promises.map((part, place) => (
          <li key={place}>
            <PromiseText promised={part} />
            {sourcesOf(part)}
          </li>
        ))}
      </Group>
      <Group title={words.nextStep}>
        {nextStep === null
          ? []
          : [
              <li key="next">
                {nextStep.text}
                {sourcesOf(nextStep)}
              </li>,
            ]}
      </Group>
      <About summary={summary} />
    </>
  );
};

const Group = ({ title, children }: { title: string; children: readonly ReactNode[] }) =>
  children.length > 0 && (
    <div>
      <h3>{title}</h3>
      <ul className={classes['list']} aria-label={title}>
        {children}
      </ul>
    </div>
  );

const PromiseText = ({ promised: { text, by, date, quote } }: { promised: Promised }) => {
  const { conversationSummaries: words } = useMessages();
  const format = useFormat();
  return (
    <>
      <Badge size="sm" variant="light" color={by === 'us' ? 'petrol' : 'gray'} mr={6}>
        {words.by[by]}
      </Badge>
      {text}{' '}
      <Text span size="sm" fw={date === null ? 400 : 600}>
        ({date === null ? words.noDay : words.dueOn(format.date(`${date}T12:00:00`))})
      </Text>
      <span className={classes['quote']}>{quote === null ? words.noQuote : `« ${quote} »`}</span>
    </>
  );
};

/** A message that is not loaded yet has no date here: it is read when it is asked for. */
const Sources = ({ conversationId, ids }: { conversationId: number; ids: readonly number[] }) => {
  const { conversationSummaries: words } = useMessages();
  const format = useFormat();
  const pages = useMessageHistory(conversationId).data?.pages ?? [];
  const known = pages.flatMap(({ data }) => data);
  return (
    <span className={classes['sources']}>
      {ids.map((id) => {
        const message = known.find((one) => one.id === id);
        const name =
          message === undefined
            ? words.olderMessage
            : words.messageOf(format.dayShort(message.occurred_at));
        return (
          <Anchor
            key={id}
            component="button"
            type="button"
            size="xs"
            aria-label={words.goTo(name)}
            onClick={() => showMessage(conversationId, id)}
          >
            {name}
          </Anchor>
        );
      })}
    </span>
  );
};

const About = ({ summary }: { summary: Summary }) => {
  const { conversationSummaries: words } = useMessages();
  const format = useFormat();
  const { omitted_message_count: omitted, dropped_count: dropped } = summary;
  return (
    <Text size="xs" c="dimmed">
      {words.writtenBy(summary.model, format.instant(summary.written_at))}
      {omitted > 0 && ` ${words.omitted(omitted)}`}
      {dropped > 0 && ` ${words.dropped(dropped)}`}
    </Text>
  );
};
