import { day, id, oneOf, set, type RawSearch } from '../../routing/search.ts';
import { STEPS, stepOf } from '../../ui/charts/steps.ts';
import { daysOf, PERIODS } from '../../ui/table/filters/periods.ts';

/** The `?` of the statistics of the inbox. */

export const CHANNELS = ['email', 'sms', 'whatsapp', 'custom'] as const;

export const inboxStatisticsSearch = (raw: RawSearch) =>
  set({
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    step: oneOf(STEPS, raw['step']),
    folder_id: oneOf(['none'], raw['folder_id']) ?? id(raw['folder_id']),
    channel: oneOf(CHANNELS, raw['channel']),
    call_centre_id: id(raw['call_centre_id']),
    assigned_to: oneOf(['none'], raw['assigned_to']) ?? id(raw['assigned_to']),
  });
export type InboxStatisticsSearch = ReturnType<typeof inboxStatisticsSearch>;

/** The parameters of the api. Days begin at midnight in the user's time zone. */
export const queryOf = (search: InboxStatisticsSearch) => {
  const { period: _period, from: _from, to: _to, step: _step, ...filters } = search;
  return {
    ...set(daysOf(search)),
    ...filters,
    step: stepOf(search),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
};
