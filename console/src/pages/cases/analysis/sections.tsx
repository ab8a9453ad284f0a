import { Button, Skeleton, Text } from '@mantine/core';
import { IconCheck, IconChecklist, IconListCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { api } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useAiReason } from '../../ai/outcome.tsx';
import { useRefreshTasks } from '../../tasks/query.ts';
import { noon } from '../looks.tsx';
import { useRefreshCases } from '../query.ts';
import classes from './analysis.module.css';
import { Chips } from './chips.tsx';
import { RiskBadge } from './looks.tsx';
import type { Analysis, Part } from './query.ts';

/** The sections of an analysis. Each is shown as soon as it is done. */

interface SectionProps {
  analysis: Analysis;
}

type Kind = keyof Analysis['sections'];

interface FrameProps<K extends Kind> extends SectionProps {
  kind: K;
  children: (content: NonNullable<Analysis['sections'][K]['content']>) => ReactNode;
}

/** Waits, shows what is there, or says why it failed. */
export const Frame = <K extends Kind>({ analysis, kind, children }: FrameProps<K>) => {
  const { caseAnalyses: words } = useMessages();
  const { status, content, failure }: Analysis['sections'][Kind] = analysis.sections[kind];
  return (
    <section className={classes['section']} aria-label={words.sections[kind]} data-kind={kind}>
      <h3 className={classes['title']}>{words.sections[kind]}</h3>
      {status === 'waiting' &&
        (analysis.status === 'running' ? (
          <>
            <Skeleton height={12} mb={8} />
            <Skeleton height={12} width="70%" />
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {words.notWritten}
          </Text>
        ))}
      {failure !== null && <Failure failure={failure} />}
      {content !== null && children(content)}
    </section>
  );
};

const Failure = ({ failure }: { failure: NonNullable<Analysis['sections'][Kind]['failure']> }) => {
  const { caseAnalyses: words, ai, aiRuns } = useMessages();
  const reasonOf = useAiReason();
  const { outcome, error_code: code } = failure;
  const reason = (): string => {
    if (code !== null) return reasonOf(code);
    if (outcome === 'ai_not_configured') return ai.notConfigured;
    return outcome === 'gave_up' ? words.gaveUp : aiRuns.outcomes[outcome];
  };
  return (
    <Text size="sm" c="red">
      {words.sectionFailed(reason().replace(/\.$/, ''))}
    </Text>
  );
};

export const Summary = ({ analysis }: SectionProps) => (
  <Frame analysis={analysis} kind="summary">
    {({ points, dropped_count: dropped }) => (
      <>
        <Parts analysis={analysis} parts={points} />
        <Dropped count={dropped} />
      </>
    )}
  </Frame>
);

export const Risk = ({ analysis }: SectionProps) => (
  <Frame analysis={analysis} kind="risk">
    {({ level, reasons, dropped_count: dropped }) => (
      <>
        {level !== null && <RiskBadge level={level} />}
        <Parts analysis={analysis} parts={reasons} />
        <Dropped count={dropped} />
      </>
    )}
  </Frame>
);

export const Recommendations = ({ analysis }: SectionProps) => (
  <Frame analysis={analysis} kind="recommendations">
    {({ recommendations, dropped_count: dropped }) => (
      <>
        <Parts
          analysis={analysis}
          parts={recommendations}
          extra={({ why }) =>
            why !== null && (
              <Text size="xs" c="dimmed">
                {why}
              </Text>
            )
          }
        />
        <Dropped count={dropped} />
      </>
    )}
  </Frame>
);

export const NextSteps = ({ analysis }: SectionProps) => {
  const { caseAnalyses: words } = useMessages();
  const format = useFormat();
  return (
    <Frame analysis={analysis} kind="next_steps">
      {({ steps, dropped_count: dropped }) => (
        <>
          <Parts
            analysis={analysis}
            parts={steps}
            extra={({ due_on: day }, place) => (
              <div className={classes['step']}>
                {day !== null && (
                  <Text span size="xs" fw={600}>
                    {words.dueOn(format.date(noon(day)))}
                  </Text>
                )}
                <StepTask analysis={analysis} step={place + 1} />
              </div>
            )}
          />
          <Dropped count={dropped} />
        </>
      )}
    </Frame>
  );
};

interface PartsProps<P extends Part> extends SectionProps {
  parts: readonly P[];
  extra?: (part: P, place: number) => ReactNode;
}

/** Statements, each with the items that say so. */
const Parts = <P extends Part>({ analysis, parts, extra }: PartsProps<P>) => {
  const { caseAnalyses: words } = useMessages();
  if (parts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.nothing}
      </Text>
    );
  return (
    <ul className={classes['list']}>
      {parts.map((part, place) => (
        <li key={place}>
          {part.text}
          <Chips analysis={analysis} keys={part.item_keys} />
          {extra?.(part, place)}
        </li>
      ))}
    </ul>
  );
};

const Dropped = ({ count }: { count: number }) => {
  const { caseAnalyses: words } = useMessages();
  return (
    count > 0 && (
      <Text size="xs" c="dimmed">
        {words.dropped(count)}
      </Text>
    )
  );
};

/** Makes a task of a step, or leads to the one that was made. */
const StepTask = ({ analysis, step }: SectionProps & { step: number }) => {
  const messages = useMessages();
  const { caseAnalyses: words } = messages;
  const mayCreate = useCan()('tasks:create');
  const refreshTasks = useRefreshTasks();
  const refreshCases = useRefreshCases();
  const create = api.useMutation('post', '/api/crm/case/{id}/analysis/{version}/step/{step}/task', {
    onSuccess: () => toast('good', messages.tasks.created),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => Promise.all([refreshTasks(), refreshCases()]),
  });
  const task = analysis.tasks.find((one) => one.step === step);
  if (task !== undefined) {
    const Shape = task.is_done ? IconCheck : IconListCheck;
    return (
      <LinkText to="/tasks" search={{ task: task.task_id }} size="xs">
        <Shape size={13} style={{ verticalAlign: '-2px' }} aria-hidden />{' '}
        {task.is_done ? words.taskDone : words.taskMade}
      </LinkText>
    );
  }
  return (
    mayCreate && (
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconChecklist size={13} aria-hidden />}
        loading={create.isPending}
        onClick={() =>
          create.mutate({
            params: { path: { id: analysis.case_id, version: analysis.version, step } },
          })
        }
      >
        {words.makeTask}
      </Button>
    )
  );
};
