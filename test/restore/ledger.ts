import { z } from 'zod';
import { STARTED } from '../../dev/fakes/n8n/receiver.ts';
import { startFakeN8n, type FakeN8n, type RecordedDispatch } from '../../dev/fakes/n8n/scripted.ts';

/**
 * An n8n that survives the crash. It carries out each dispatch whose claim Relais grants, and keeps what it
 * carried out. The name of an action, its `commentaire`, says how it behaves.
 */

const Named = z.looseObject({ commentaire: z.string() });

export const BUSY = 'busy'; // answers 503
export const REFUSED = 'refused'; // answers 422 in the first round
export const HELD = 'held'; // claims and answers once `release` is called
export const SILENT = 'held and silent'; // claims then, and never answers

export interface Ledger extends FakeN8n {
  /** How often n8n carried out this action, in all rounds. */
  runCount: (actionId: string) => number;
  /** Lets the held dispatches go on. */
  release: () => void;
  /** The last dispatch of an action that n8n carried out. */
  runOf: (actionId: string) => RecordedDispatch;
  claim: (dispatch: RecordedDispatch) => Promise<Response>;
}

export const startLedger = async (): Promise<Ledger> => {
  const n8n = await startFakeN8n();
  const runs: RecordedDispatch[] = [];
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const claim = ({ body: { callback }, headers }: RecordedDispatch): Promise<Response> =>
    fetch(callback.claimUrl, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${callback.token}`,
        'Content-Type': 'application/json',
        'webhook-id': String(headers['webhook-id']),
      },
      body: '{}',
    });
  n8n.behave(async (dispatch) => {
    const { commentaire: name } = Named.parse(dispatch.body);
    if (name === BUSY) return { status: 503 };
    if (name === REFUSED && String(dispatch.headers['webhook-id']).endsWith(':1')) {
      return { status: 422 };
    }
    if (name === HELD || name === SILENT) await released;
    const { status } = await claim(dispatch);
    if (status === 200) runs.push(dispatch);
    if (name === SILENT) await new Promise(() => undefined);
    return { status: status === 200 || status === 409 ? 200 : 503, body: STARTED };
  });
  const of = (actionId: string) => runs.filter(({ body }) => body.actionId === actionId);
  return {
    ...n8n,
    runCount: (actionId) => of(actionId).length,
    release,
    runOf: (actionId) => {
      const last = of(actionId).at(-1);
      if (last === undefined) throw new Error(`n8n did not carry out ${actionId}`);
      return last;
    },
    claim,
  };
};
