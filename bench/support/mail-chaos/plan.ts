/** When what breaks, drawn by a seed: places in what the server sends, so that a slow machine meets the same. */

export const FAULT_KINDS = ['kill -9 worker', 'UIDVALIDITY', 'lost state'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface PlannedFault {
  kind: FaultKind;
  /** Bytes that the server has sent. */
  atByte: number;
}

export interface Plan {
  /** Bytes at which the connection breaks. */
  cuts: number[];
  /** In order. */
  faults: PlannedFault[];
  /** By then all new mail has arrived. */
  lastByte: number;
}

/**
 * The mailbox is read about 2.7 times: it is renumbered during the first sync, its state is lost in that rebuild, and
 * it is renumbered once more when nearly all is read. Connections and workers break anywhere.
 */
export const drawPlan = (
  random: () => number,
  { cutCount, killCount, sizeBytes }: { cutCount: number; killCount: number; sizeBytes: number },
): Plan => {
  const first = 0.4 + random() * 0.3;
  const second = first + 0.3 + random() * 0.4;
  const third = first + 0.9 + random() * 0.1;
  const lastByte = (third + 0.8) * sizeBytes;
  const anywhere = (): number => Math.floor((0.02 + 0.95 * random()) * lastByte);
  const faults: PlannedFault[] = [
    { kind: 'UIDVALIDITY', atByte: first * sizeBytes },
    { kind: 'lost state', atByte: second * sizeBytes },
    { kind: 'UIDVALIDITY', atByte: third * sizeBytes },
    ...Array.from({ length: killCount }, () => ({
      kind: 'kill -9 worker' as const,
      atByte: anywhere(),
    })),
  ];
  return {
    cuts: Array.from({ length: cutCount }, anywhere),
    faults: faults.toSorted((a, b) => a.atByte - b.atByte),
    lastByte,
  };
};
