import type { Tone } from '../../ui/values/tones.ts';

/** A list of statuses while it is being edited. */

/** What every status has. */
export interface Status {
  code: string;
  label: string;
  tone: Tone;
}

/** `À RAPPELER` → `A_RAPPELER`: the code that n8n, webhooks and integrators use. The case stays. */
export const codeOf = (label: string): string =>
  label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100);

export const moved = <S extends Status>(draft: readonly S[], from: number, to: number): S[] => {
  const rest = draft.filter((_, position) => position !== from);
  return [...rest.slice(0, to), ...draft.slice(from, from + 1), ...rest.slice(to)];
};

/** True if another status of the list already has this name or its code. */
export const isTaken = (draft: readonly Status[], { code, label }: Status): boolean =>
  draft.some(
    (status) => status.code === code || status.label.toLowerCase() === label.toLowerCase(),
  );

export const isSameList = (left: readonly Status[], right: readonly Status[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
