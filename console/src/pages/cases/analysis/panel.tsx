import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHistory, IconSparkles } from '@tabler/icons-react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { amend } from '../../../routing/search.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useAiReady } from '../../ai/ready.ts';
import type { TabProps } from '../record/tab.ts';
import { Comparison } from './comparison.tsx';
import { AnalysisHead } from './head.tsx';
import { NotFoundList, References } from './references.tsx';
import {
  useAnalyse,
  useAnalysis,
  useVersions,
  type Analysis,
  type AnalysisSummary,
} from './query.ts';
import { WhatWasRead } from './read.tsx';
import { NextSteps, Recommendations, Risk, Summary } from './sections.tsx';

/** What a language model reads in a case: versions, each with its sections. */
export const CaseAnalysis = (props: TabProps) => {
  const { caseAnalyses: words } = useMessages();
  const { row, search, onSearch } = props;
  const versions = useVersions(row.id);
  const mayAnalyse = useMayAnalyse();
  const { analyse, isPending } = useAnalyse(row.id, () =>
    onSearch(amend(search, { version: undefined, with: undefined })),
  );
  return (
    <QueryView query={versions} skeleton={<PageSkeleton />}>
      {({ data }) => {
        const [newest] = data;
        if (newest === undefined)
          return (
            <Empty
              icon={IconSparkles}
              title={words.none}
              hint={mayAnalyse ? words.noneHint : words.notReady}
              action={
                mayAnalyse && (
                  <Button
                    leftSection={<IconSparkles size={16} />}
                    loading={isPending}
                    onClick={analyse}
                  >
                    {words.analyse}
                  </Button>
                )
              }
            />
          );
        return (
          <Shown
            {...props}
            versions={data}
            version={search.version ?? newest.version}
            onAnalyse={mayAnalyse ? analyse : undefined}
            isStarting={isPending}
          />
        );
      }}
    </QueryView>
  );
};

const useMayAnalyse = (): boolean => {
  const mayAsk = useCan()('cases:analyse');
  const isReady = useAiReady();
  return mayAsk && isReady;
};

interface ShownProps extends TabProps {
  versions: readonly AnalysisSummary[];
  version: number;
  onAnalyse: (() => void) | undefined;
  isStarting: boolean;
}

const Shown = ({ versions, version, onAnalyse, isStarting, ...props }: ShownProps) => {
  const { row, search } = props;
  const query = useAnalysis(row.id, version);
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(analysis) => (
        <Stack>
          <AnalysisHead
            {...props}
            analysis={analysis}
            versions={versions}
            onAnalyse={onAnalyse}
            isStarting={isStarting}
          />
          {version === versions[0]?.version && (
            <StaleBanner analysis={analysis} onAnalyse={onAnalyse} isStarting={isStarting} />
          )}
          {search.with === undefined || search.with === version ? (
            <Sections analysis={analysis} />
          ) : (
            <Comparison caseId={row.id} version={version} earlier={search.with} />
          )}
        </Stack>
      )}
    </QueryView>
  );
};

interface StaleBannerProps extends Pick<ShownProps, 'onAnalyse' | 'isStarting'> {
  analysis: Analysis;
}

const StaleBanner = ({ analysis, onAnalyse, isStarting }: StaleBannerProps) => {
  const { caseAnalyses: words } = useMessages();
  if (!analysis.is_stale || analysis.status === 'running') return null;
  return (
    <Alert color="saffron" icon={<IconHistory />} title={words.stale} role="status">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{words.staleHint}</Text>
        {onAnalyse !== undefined && (
          <Button size="xs" variant="white" loading={isStarting} onClick={onAnalyse}>
            {words.again}
          </Button>
        )}
      </Group>
    </Alert>
  );
};

const Sections = ({ analysis }: { analysis: Analysis }) => (
  <>
    <Summary analysis={analysis} />
    <Risk analysis={analysis} />
    <Recommendations analysis={analysis} />
    <NextSteps analysis={analysis} />
    <References analysis={analysis} />
    <NotFoundList analysis={analysis} />
    <WhatWasRead analysis={analysis} />
  </>
);
