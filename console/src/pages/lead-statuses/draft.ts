import type { Schemas } from '../../api/client.ts';
import type { Locale } from '../../i18n/locale.ts';
import type { Tone } from '../../ui/values/tones.ts';

/** The list of statuses while it is being edited. */

export type LeadStatusRole = 'initial' | 'converted';

export interface LeadStatus {
  code: string;
  label: string;
  tone: Tone;
  role: LeadStatusRole | null;
}

export type Draft = readonly LeadStatus[];

export const draftOf = (statuses: readonly Schemas['LeadStatus'][], locale: Locale): Draft =>
  statuses.map(({ code, label, labels, tone, role }) => ({
    code,
    label: labels?.[locale] ?? label,
    tone,
    role,
  }));

/** `À rappeler` → `a_rappeler`: the code that webhooks and integrators use. */
export const codeOf = (label: string): string =>
  label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100);

export const moved = (draft: Draft, from: number, to: number): Draft => {
  const rest = draft.filter((_, position) => position !== from);
  return [...rest.slice(0, to), ...draft.slice(from, from + 1), ...rest.slice(to)];
};

/** A role is of one status: the one that had it loses it. */
export const changed = (draft: Draft, code: string, change: Partial<LeadStatus>): Draft =>
  draft.map((status) => {
    if (status.code === code) return { ...status, ...change };
    const isTaken = change.role !== undefined && status.role === change.role;
    return isTaken ? { ...status, role: null } : status;
  });

/** True if another status of the list already has this name or its code. */
export const isTaken = (draft: Draft, label: string): boolean =>
  draft.some(
    (status) =>
      status.code === codeOf(label) || status.label.toLowerCase() === label.trim().toLowerCase(),
  );

export const isSameList = (left: Draft, right: Draft): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
