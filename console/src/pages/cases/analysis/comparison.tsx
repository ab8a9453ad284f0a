import { Group, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { api, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import classes from './analysis.module.css';
import { RiskBadge } from './looks.tsx';

type Compared = Schemas['CaseAnalysisComparison'];

const KINDS = ['summary', 'risk', 'recommendations', 'next_steps', 'references'] as const;

interface ComparisonProps {
  caseId: number;
  version: number;
  earlier: number;
}

/** What an analysis says that an earlier one did not, and the other way round. */
export const Comparison = ({ caseId, version, earlier }: ComparisonProps) => {
  const query = api.useQuery('get', '/api/crm/case/{id}/analysis/{version}/compare', {
    params: { path: { id: caseId, version }, query: { with: earlier } },
  });
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(compared) => <AllChanges compared={compared} />}
    </QueryView>
  );
};

const AllChanges = ({ compared }: { compared: Compared }) => {
  const { caseAnalyses: words } = useMessages();
  const { from_version: from, to_version: to, items, sections } = compared;
  return (
    <Stack>
      <Text size="sm" fw={600}>
        {words.compared(to, from)}
      </Text>
      <RiskChange risk={compared.risk_level} />
      {(items.added.length > 0 || items.removed.length > 0) && (
        <Text size="sm" c="dimmed">
          {words.itemsChanged(items.added.length, items.removed.length)}
        </Text>
      )}
      {KINDS.map((kind) => (
        <section key={kind} className={classes['section']} aria-label={words.sections[kind]}>
          <h3 className={classes['title']}>{words.sections[kind]}</h3>
          <Changes change={sections[kind]} />
        </section>
      ))}
    </Stack>
  );
};

const RiskChange = ({ risk: { from, to } }: { risk: Compared['risk_level'] }) => {
  const { caseAnalyses: words } = useMessages();
  if (from === to) return null;
  return (
    <Group gap={6} role="group" aria-label={words.riskChange}>
      {from === null ? words.noRisk : <RiskBadge level={from} />}
      <IconArrowRight size={15} aria-hidden />
      {to === null ? words.noRisk : <RiskBadge level={to} />}
    </Group>
  );
};

const Changes = ({
  change: { added, removed, kept },
}: {
  change: Compared['sections']['risk'];
}) => {
  const { caseAnalyses: words } = useMessages();
  if (added.length + removed.length + kept.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.nothing}
      </Text>
    );
  return (
    <ul className={classes['changes']}>
      {added.map((text, place) => (
        <li key={`added/${place}`} data-change="added">
          <ins title={words.added}>{text}</ins>
        </li>
      ))}
      {removed.map((text, place) => (
        <li key={`removed/${place}`} data-change="removed">
          <del title={words.removed}>{text}</del>
        </li>
      ))}
      {kept.map((text, place) => (
        <li key={`kept/${place}`} data-change="kept">
          {text}
        </li>
      ))}
    </ul>
  );
};
