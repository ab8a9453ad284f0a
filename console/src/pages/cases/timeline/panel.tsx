import { client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { RecordTimeline } from '../../../parts/record-timeline.tsx';
import { sent } from '../../../parts/sent.ts';
import type { TabProps } from '../record/tab.ts';
import { useItem, type Entry } from './item.tsx';

const PATH = '/api/crm/case/{id}/timeline';

/** What happened to a case, newest first, day by day. */
export const CaseTimeline = ({ row }: TabProps) => {
  const { caseTimeline: words } = useMessages();
  const toItem = useItem(row.id);
  const path = { id: row.id };
  return (
    <RecordTimeline<Entry>
      label={words.title}
      earlierLabel={words.earlier}
      isByDay
      queryKey={['get', PATH, { params: { path } }]}
      read={(query, signal) => sent(client.GET(PATH, { params: { path, query }, signal }))}
      toItem={toItem}
    />
  );
};
