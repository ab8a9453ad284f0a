import { Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { JsonView } from '../../ui/values/json-view.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { AiOutcome, useAiReason } from './outcome.tsx';

/** The call that the address names. To read it is recorded in the audit trail. */

const route = getRouteApi('/shell/settings/ai');

export const AiRun = () => {
  const { aiRuns: words } = useMessages();
  const { run: id, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SideDrawer
      title={words.runTitle}
      size="lg"
      isOpen={id !== undefined}
      onClose={() => void navigate({ search, resetScroll: false })}
    >
      {id !== undefined && <Run id={id} />}
    </SideDrawer>
  );
};

const Run = ({ id }: { id: string }) => {
  const query = api.useQuery('get', '/api/v1/ai/runs/{id}', { params: { path: { id } } });
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(run) => <RunView run={run} />}
    </QueryView>
  );
};

const RunView = ({ run }: { run: Schemas['AiRun'] }) => {
  const { aiRuns: words } = useMessages();
  const format = useFormat();
  const kinds: Readonly<Record<string, string>> = words.inputKinds;
  const reasonOf = useAiReason();
  const countOf = (count: number | null) => (count === null ? null : format.number(count));
  return (
    <Stack>
      <div>
        <AiOutcome run={run} />
      </div>
      {run.error_code !== null && <Text size="sm">{reasonOf(run.error_code)}</Text>}
      <Facts
        facts={[
          { label: words.columnPurpose, value: words.purposes[run.purpose] },
          { label: words.promptVersion, value: run.prompt_version },
          { label: words.model, value: run.is_demo ? words.demoModel : run.model },
          { label: words.requestedBy, value: run.requested_by?.name },
          { label: words.columnAt, value: <RelativeTime at={run.created_at} /> },
          {
            label: words.columnLatency,
            value: run.latency_ms === null ? null : format.duration(run.latency_ms),
          },
          { label: words.inputTokens, value: countOf(run.input_token_count) },
          { label: words.outputTokens, value: countOf(run.output_token_count) },
          { label: words.reservedTokens, value: countOf(run.reserved_token_count) },
          {
            label: words.cost,
            value: run.cost && `${format.number(run.cost.amount)} ${run.cost.currency}`,
          },
          {
            label: words.inputRefs,
            value: run.input_refs.map(({ kind, id }) => `${kinds[kind] ?? kind} ${id}`).join(', '),
          },
        ]}
      />
      {run.output === null ? (
        <Text size="sm" c="dimmed">
          {words.noOutput}
        </Text>
      ) : (
        <JsonView label={words.output} value={run.output} />
      )}
    </Stack>
  );
};
