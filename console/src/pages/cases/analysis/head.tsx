import { Button, Group, Progress, Select, Text } from '@mantine/core';
import { IconArrowsDiff, IconPlayerStop, IconSparkles } from '@tabler/icons-react';
import { useMessages, useFormat } from '../../../i18n/index.tsx';
import { amend } from '../../../routing/search.ts';
import type { TabProps } from '../record/tab.ts';
import classes from './analysis.module.css';
import { AnalysisStatus, DemoBadge, RiskBadge } from './looks.tsx';
import { useCancel, type Analysis, type AnalysisSummary } from './query.ts';

/** Which version is shown, how far it is, and what can be done with it. */

interface AnalysisHeadProps extends TabProps {
  analysis: Analysis;
  versions: readonly AnalysisSummary[];
  onAnalyse: (() => void) | undefined;
  isStarting: boolean;
}

export const AnalysisHead = (props: AnalysisHeadProps) => {
  const { caseAnalyses: words } = useMessages();
  const { analysis, versions, onAnalyse, isStarting } = props;
  // The banner has the same button.
  const isAnnounced = analysis.is_stale && analysis.version === versions[0]?.version;
  const isRunning = versions.some(({ status }) => status === 'running');
  return (
    <div>
      <div className={classes['head']}>
        <AnalysisStatus status={analysis.status} />
        {analysis.risk_level !== null && <RiskBadge level={analysis.risk_level} />}
        {analysis.is_demo && <DemoBadge />}
        <Versions {...props} />
        <Group gap="xs" ml="auto">
          {analysis.status === 'running' && onAnalyse !== undefined && (
            <CancelButton analysis={analysis} />
          )}
          {onAnalyse !== undefined && !isRunning && !isAnnounced && (
            <Button
              size="xs"
              leftSection={<IconSparkles size={15} />}
              loading={isStarting}
              onClick={onAnalyse}
            >
              {words.again}
            </Button>
          )}
        </Group>
      </div>
      <Live analysis={analysis} />
      <AskedBy analysis={analysis} />
    </div>
  );
};

const SECTION_COUNT = 5;

/** Stays in the page, so that screen readers announce each section. */
const Live = ({ analysis: { status, done_count: count } }: Pick<AnalysisHeadProps, 'analysis'>) => {
  const { caseAnalyses: words } = useMessages();
  const isRunning = status === 'running';
  const text = count === 0 ? words.reading : words.progress(count, SECTION_COUNT);
  return (
    <div role="status" aria-live="polite">
      {isRunning && (
        <>
          <Progress value={(count / SECTION_COUNT) * 100} size="sm" mt="xs" animated aria-hidden />
          <Text size="xs" c="dimmed" mt={4}>
            {text}
          </Text>
        </>
      )}
    </div>
  );
};

const CancelButton = ({ analysis }: Pick<AnalysisHeadProps, 'analysis'>) => {
  const { caseAnalyses: words } = useMessages();
  const { cancel, isPending } = useCancel(analysis);
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlayerStop size={15} />}
      loading={isPending}
      onClick={cancel}
    >
      {words.cancel}
    </Button>
  );
};

/** The version that is shown, and the one it is compared with. */
const Versions = ({ analysis, versions, search, onSearch }: AnalysisHeadProps) => {
  const { caseAnalyses: words } = useMessages();
  const nameOf = useVersionName();
  const earlier = versions.filter(({ version }) => version < analysis.version);
  const isNewest = (version: number): boolean => version === versions[0]?.version;
  const toData = (rows: readonly AnalysisSummary[]) =>
    rows.map((row) => ({ value: String(row.version), label: nameOf(row) }));
  return (
    <>
      <Select
        size="xs"
        w={210}
        aria-label={words.version}
        allowDeselect={false}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        data={toData(versions)}
        value={String(analysis.version)}
        onChange={(value) => {
          const version = Number(value);
          onSearch(
            amend(search, { version: isNewest(version) ? undefined : version, with: undefined }),
          );
        }}
      />
      {earlier.length > 0 && (
        <Select
          size="xs"
          w={210}
          clearable
          aria-label={words.compareWith}
          placeholder={words.compareWith}
          leftSection={<IconArrowsDiff size={14} aria-hidden />}
          comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
          clearButtonProps={{ 'aria-label': words.stopComparing }}
          data={toData(earlier)}
          value={search.with === undefined ? null : String(search.with)}
          onChange={(value) =>
            onSearch(amend(search, { with: value === null ? undefined : Number(value) }))
          }
        />
      )}
    </>
  );
};

const AskedBy = ({ analysis }: Pick<AnalysisHeadProps, 'analysis'>) => {
  const { caseAnalyses: words } = useMessages();
  const format = useFormat();
  const { requested_by_name: name, created_at: at } = analysis;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {words.askedBy(name, format.instant(at))}
    </Text>
  );
};

const useVersionName = (): ((row: AnalysisSummary) => string) => {
  const { caseAnalyses: words } = useMessages();
  const format = useFormat();
  return ({ version, created_at: at }) =>
    `${words.versionNumber(version)} · ${format.dayShort(at)} ${format.hour(at)}`;
};
