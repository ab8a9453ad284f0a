import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { useEntityStatus } from './statuses.ts';
import type { EntityType } from './types.ts';

interface EntityStatusBadgeProps {
  type: EntityType;
  code: string;
  size?: 'sm' | 'lg';
}

/** The status of a record, in the words and the colour that the company chose. */
export const EntityStatusBadge = ({ type, code, size = 'sm' }: EntityStatusBadgeProps) => {
  const { label, tone } = useEntityStatus(type)(code);
  return <StatusBadge tone={tone} label={label} size={size} />;
};
