import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';

/** Slots of dispatches under way, counted per receiver over all workers (ADR 0017). */

export interface DispatchSlot {
  /** The operator's n8n, or the own addresses of one company. */
  receiver: string;
  /** The attempt: `<action>/<attempt>`. */
  holder: string;
  /** Slots of the receiver at most. */
  countMax: number;
}

/** A slot that is not renewed for so long belongs to a dead worker. */
const LEASE_SECONDS = 6;
export const SLOT_RENEWAL_MS = 2_000;

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
  isOverload: boolean,
): void =>
  send(sql`
    select return_dispatch_slot(
      ${receiver}::text, ${holder}::text, ${countMax}::integer, ${isOverload}::boolean
    )
  `);

/** Twice: the lease begins anew. A slot that was returned or has expired stays so. */
export const renewSlot = async (
  database: Database,
  { receiver, holder }: DispatchSlot,
): Promise<void> => {
  await database`
    select renew_dispatch_slot(${receiver}::text, ${holder}::text, ${LEASE_SECONDS}::integer)
  `;
};

/** Out: seconds until it is worth to ask again. Twice: a later turn. */
export const takeTurn = async (
  database: Database,
  receiver: string,
  maxSeconds: number,
): Promise<number> => {
  const [row] = await database`
    select take_dispatch_turn(${receiver}::text, ${maxSeconds}::integer) as seconds
  `;
  return z.number().parse(row?.['seconds']);
};
