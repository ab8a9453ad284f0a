import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { TONE_COLOURS, type Tone } from '../../../ui/values/tones.ts';
import { useNow } from '../../../ui/values/use-now.ts';
import { answerText } from '../answer-text.ts';
import { attemptErrorText } from '../attempt-error.ts';
import { STATUS_ICONS, STATUS_TONES } from '../status.tsx';

/** The status of an action, its reason and the next step, at the top of its page. */

type Action = Schemas['Action'];
type Attempt = Action['attempts'][number];

export const Progress = ({ action }: { action: Action }) => {
  const messages = useMessages();
  const nowMs = useNow('second');
  const seesAnswers = useCan()('actions:read_answers');
  const stand = standOf(messages, action, { nowMs, seesAnswers });
  if (stand === null) return null;
  const Icon = STATUS_ICONS[action.status];
  const tone: Tone = stand.tone ?? STATUS_TONES[action.status];
  return (
    <section aria-label={messages.progress.label}>
      <Alert role="note" color={TONE_COLOURS[tone]} icon={<Icon />} title={stand.title}>
        {stand.reason !== undefined && (
          <Text size="sm" fw={600}>
            {stand.reason}
          </Text>
        )}
        {stand.hint !== undefined && <Text size="sm">{stand.hint}</Text>}
      </Alert>
    </section>
  );
};

interface Reader {
  nowMs: number;
  /** Those who may read the answers of n8n get the technical words too. */
  seesAnswers: boolean;
}

interface Stand {
  title: ReactNode;
  /** What n8n answered. */
  reason?: string;
  hint?: string;
  tone?: Tone;
}

/** Null: the status says all. */
const standOf = (messages: Messages, action: Action, reader: Reader): Stand | null => {
  const { progress } = messages;
  switch (action.status) {
    case 'accepted':
      return { title: progress.accepted };
    case 'dispatching':
      return dispatching(messages, lastOf(action), reader.nowMs);
    case 'awaiting_callback':
      return {
        title: (
          <>
            {progress.waiting}{' '}
            {action.deadline_at !== null && <RelativeTime at={action.deadline_at} />}
          </>
        ),
        hint: progress.waitingNext,
      };
    case 'failed':
    case 'expired':
      return ended(messages, action, reader);
    case 'succeeded':
    case 'cancelled':
      return null;
  }
};

const dispatching = (
  messages: Messages,
  last: Attempt | undefined,
  nowMs: number,
): Stand | null => {
  const { common, progress } = messages;
  if (last === undefined) return { title: progress.accepted };
  const { attempt, next_attempt_at: nextAt } = last;
  const error = attemptErrorText(messages, last);
  const hint = `${common.labelled(progress.lastError, error)}. ${progress.retried}`;
  switch (last.outcome) {
    case 'running':
      return { title: progress.running(attempt) };
    case 'interrupted':
      return { title: progress.interrupted(attempt), tone: 'late' };
    case 'retry':
      if (nextAt === null || Date.parse(nextAt) <= nowMs) {
        return { title: progress.inLine(attempt), hint, tone: 'waiting' };
      }
      return {
        title: (
          <>
            {progress.next(attempt)} <RelativeTime at={nextAt} /> · {shortOf(messages, last)}
          </>
        ),
        hint,
        tone: 'waiting',
      };
    case 'accepted':
    case 'refused':
      return null;
  }
};

const ended = (messages: Messages, action: Action, { seesAnswers }: Reader): Stand => {
  const { common, progress, outcomes } = messages;
  const words: Readonly<Record<string, string>> = outcomes;
  const code = action.outcome_code ?? '';
  const last = lastOf(action);
  const answer = last?.outcome === 'refused' ? answerText(last.response_body) : undefined;
  const error =
    !seesAnswers || last === undefined || last.error_code === null
      ? undefined
      : `${common.labelled(progress.lastError, attemptErrorText(messages, last))}.`;
  const steps: Readonly<Record<string, string>> = seesAnswers
    ? progress.nextSteps
    : { ...progress.nextSteps, ...progress.plainSteps };
  const step = code === 'refused' && answer !== undefined ? progress.correct : steps[code];
  return {
    title: action.outcome_message ?? words[code] ?? messages.statuses[action.status],
    ...(answer === undefined ? {} : { reason: common.labelled(progress.answer, answer) }),
    hint: [error, step].filter((text) => text !== undefined).join(' '),
  };
};

/** Of the current round. */
const lastOf = ({ attempts, round }: Action): Attempt | undefined =>
  attempts.findLast((attempt) => attempt.round === round);

const shortOf = (messages: Messages, attempt: Attempt): string =>
  attempt.status_code === null
    ? attemptErrorText(messages, attempt)
    : `HTTP ${attempt.status_code}`;
