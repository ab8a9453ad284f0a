import { client, type Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { sent } from '../../parts/sent.ts';
import type { Lead } from './query.ts';

/** Others may save between our reading and our saving. */
const TRY_COUNT_MAX = 5;

export type StatusOutcome =
  | { kind: 'changed'; lead: Lead }
  /** Somebody else gave the lead another status since it was shown. */
  | { kind: 'overtaken'; lead: Lead };

/**
 * Gives a lead another status. A change of other fields meanwhile does not matter: the version is read again.
 * Errors: those of the api.
 */
export const sendStatus = async (shown: Lead, status: string): Promise<StatusOutcome> => {
  const params = { path: { id: shown.id } };
  let { version } = shown;
  for (let tryCount = 1; ; tryCount += 1) {
    try {
      const body = { status, version };
      return {
        kind: 'changed',
        lead: await sent(client.POST('/api/leads/{id}/status', { params, body })),
      };
    } catch (error) {
      if (problemOf(error).code !== 'version_conflict' || tryCount === TRY_COUNT_MAX) throw error;
      const lead = await sent(client.GET('/api/leads/{id}', { params }));
      if (lead.status !== shown.status) return { kind: 'overtaken', lead };
      ({ version } = lead);
    }
  }
};

/**
 * Gives several leads one status, in one request. Leads whose other fields changed meanwhile are sent again with
 * their new version. Out: how many have the status now. Errors: those of the api.
 */
export const sendStatuses = async (shown: readonly Lead[], status: string): Promise<number> => {
  const before = new Map(shown.map((lead) => [lead.id, lead.status]));
  let leads = shown.map(({ id, version }) => ({ id, version }));
  let doneCount = 0;
  for (let tryCount = 1; leads.length > 0 && tryCount <= TRY_COUNT_MAX; tryCount += 1) {
    const { data } = await sent(client.POST('/api/leads/status', { body: { status, leads } }));
    doneCount += data.filter(({ outcome }) => isDone(outcome)).length;
    leads = data.flatMap(({ id, outcome, status: now, version }) =>
      outcome === 'version_conflict' && version !== null && now === before.get(id)
        ? [{ id, version }]
        : [],
    );
  }
  return doneCount;
};

const isDone = (outcome: Schemas['LeadBulkStatus']['data'][number]['outcome']): boolean =>
  outcome === 'changed' || outcome === 'unchanged';
