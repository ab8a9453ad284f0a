import type { ComponentProps } from 'react';
import { LinkText } from '../../parts/links.tsx';
import type { ActionEntityType } from '../entities/types.ts';

interface SubjectLinkProps extends Omit<
  ComponentProps<typeof LinkText>,
  'to' | 'params' | 'search' | 'ref'
> {
  type: ActionEntityType;
  reference: string;
}

/** Opens what an action is about: a record, or a case by its number. */
export const SubjectLink = ({ type, reference, ...link }: SubjectLinkProps) => (
  <LinkText {...subjectAddress(type, reference)} {...link} />
);

export const subjectAddress = (type: ActionEntityType, reference: string) =>
  type === 'dossier'
    ? ({ to: '/cases/$id', params: { id: reference } } as const)
    : ({ to: '/entities/$type/$ref', params: { type, ref: reference } } as const);
