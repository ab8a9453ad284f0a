import type { EntityStatus } from '../entities/statuses.ts';

/** The list of statuses while it is being edited. */

export type Draft = readonly EntityStatus[];

/** `Dossier en attente` → `DOSSIER_EN_ATTENTE`: the code that n8n and integrators use. */
export const codeOf = (label: string): string =>
  label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100);

export const moved = (draft: Draft, from: number, to: number): Draft => {
  const rest = draft.filter((_, position) => position !== from);
  return [...rest.slice(0, to), ...draft.slice(from, from + 1), ...rest.slice(to)];
};

export const changed = (draft: Draft, code: string, change: Partial<EntityStatus>): Draft =>
  draft.map((status) => (status.code === code ? { ...status, ...change } : status));

/** True if another status of the list already has this name or its code. */
export const isTaken = (draft: Draft, label: string): boolean =>
  draft.some(
    (status) =>
      status.code === codeOf(label) || status.label.toLowerCase() === label.trim().toLowerCase(),
  );

export const newStatus = (label: string, code = codeOf(label)): EntityStatus => ({
  code,
  label: label.trim(),
  tone: 'neutral',
  suggested_action_types: [],
});

export const isSameList = (left: Draft, right: Draft): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
