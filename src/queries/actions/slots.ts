import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';

/** Slots of dispatches under way, counted per receiver over all workers (ADR 0017). */

export interface DispatchSlot {
  /** The operator's n8n, or the own addresses of one company. */
  receiver: string;
  /** The attempt: `<action>/<attempt>`. */
  holder: string;
  /** Slots of the receiver at most. */
  countMax: number;
}

/** A worker that holds a slot for longer is dead. */
const LEASE_SECONDS = 45;
/** A flow answers sooner after its claim, or its worker is dead. */
const CLAIMED_LEASE_SECONDS = 3;

/** Out: false if none is free. Twice: an action has one slot, that of its latest attempt. */
export const takeSlot = async (
  { sql }: Transaction,
  { receiver, holder, countMax }: DispatchSlot,
): Promise<boolean> => {
  const [row] = await sql`
    select take_dispatch_slot(
      ${receiver}::text, ${holder}::text, ${countMax}::integer, ${LEASE_SECONDS}::integer
    ) as is_taken
  `;
  return z.boolean().parse(row?.['is_taken']);
};

/** Twice: a slot that was returned or has expired changes nothing. */
export const returnSlot = (
  { sql, send }: Transaction,
  { receiver, holder, countMax }: DispatchSlot,
  isTimeout: boolean,
): void =>
  send(sql`
    select return_dispatch_slot(
      ${receiver}::text, ${holder}::text, ${countMax}::integer, ${isTimeout}::boolean
    )
  `);

/** n8n has begun with the action. Twice: a slot does not live longer. */
export const expireSlots = ({ sql, send }: Transaction, actionId: string): void =>
  send(sql`
    select expire_dispatch_slots(${actionId}::uuid, ${CLAIMED_LEASE_SECONDS}::integer)
  `);
