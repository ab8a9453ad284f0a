import { SimpleGrid } from '@mantine/core';
import { api, type Schemas } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkBlock } from '../../parts/links.tsx';
import { oneOf } from '../../routing/search.ts';
import { Card } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { EntityIcon } from '../entities/icon.tsx';
import { ENTITY_TYPES } from '../entities/types.ts';
import classes from './page.module.css';

const ACTION_COUNT = 40;
const RECORD_COUNT = 6;

interface RecentRecordsProps {
  /** As wide as the page. */
  isWide?: boolean;
}

/** The records that the user decided something about, the latest first. */
export const RecentRecords = ({ isWide = false }: RecentRecordsProps) => {
  const { home } = useMessages();
  const { user } = useMe();
  const { data } = api.useQuery('get', '/api/v1/actions', {
    params: { query: { decide_par: user.id, limit: ACTION_COUNT } },
  });
  const records = recordsOf(data?.data ?? []);
  if (records.length === 0) return null;
  return (
    <Card title={home.myRecords}>
      <SimpleGrid cols={isWide ? { base: 1, sm: 2, lg: 3 } : 1} spacing={32} verticalSpacing={2}>
        {records.map(({ type, ref, label, at }) => (
          <LinkBlock
            key={`${type}/${ref}`}
            to="/entities/$type/$ref"
            params={{ type, ref }}
            className={classes['record']}
          >
            <EntityIcon type={type} />
            <span className={classes['recordLabel']}>{label}</span>
            <span className={classes['recordTime']}>
              <RelativeTime at={at} />
            </span>
          </LinkBlock>
        ))}
      </SimpleGrid>
    </Card>
  );
};

const recordsOf = (actions: readonly Schemas['ActionSummary'][]) => {
  const records = actions.flatMap((action) => {
    const type = oneOf(ENTITY_TYPES, action.entite_type);
    const { entite_id: ref, entite_label: label, created_at: at } = action;
    return type === undefined || ref === null ? [] : [{ type, ref, label: label ?? ref, at }];
  });
  return records
    .filter(
      ({ type, ref }, position) =>
        records.findIndex((one) => one.type === type && one.ref === ref) === position,
    )
    .slice(0, RECORD_COUNT);
};
