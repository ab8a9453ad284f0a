import { UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { lazy, Suspense, useId, useRef } from 'react';
import { useFrameMessages } from '../../i18n/index.tsx';
import type { NavigationGroup, NavigationItem } from '../navigation.ts';
import classes from './sidebar.module.css';

interface NavigationGroupsProps {
  groups: readonly NavigationGroup[];
  isRail: boolean;
  folded: readonly string[];
  onToggleGroup: (name: string) => void;
}

export const NavigationGroups = ({
  groups,
  isRail,
  folded,
  onToggleGroup,
}: NavigationGroupsProps) =>
  groups.map((group) => (
    <Group
      key={group.name}
      group={group}
      isRail={isRail}
      isFolded={folded.includes(group.name) && !isRail}
      onToggle={() => onToggleGroup(group.name)}
    />
  ));

interface GroupProps {
  group: NavigationGroup;
  isRail: boolean;
  isFolded: boolean;
  onToggle: () => void;
}

/** The first and the last group have no title, so they can't be folded. */
const Group = ({ group, isRail, isFolded, onToggle }: GroupProps) => {
  const linksId = useId();
  const hasTitle = group.name !== 'start' && group.name !== 'end';
  return (
    <div role="group" aria-label={group.label} className={classes['group']} data-name={group.name}>
      {hasTitle && !isRail && (
        <UnstyledButton
          className={classes['title']}
          onClick={onToggle}
          aria-expanded={!isFolded}
          aria-controls={linksId}
        >
          {group.label}
          <IconChevronDown size={14} aria-hidden data-folded={isFolded || undefined} />
        </UnstyledButton>
      )}
      <div id={linksId} hidden={isFolded && hasTitle}>
        {group.items.map(({ useCount = useNoCount, ...item }) => (
          <NavigationLink key={item.to} item={item} isRail={isRail} useCount={useCount} />
        ))}
      </div>
    </div>
  );
};

const useNoCount = (): undefined => undefined;

interface NavigationLinkProps {
  item: NavigationItem;
  isRail: boolean;
  useCount: () => number | undefined;
}

const COUNT_SHOWN_MAX = 99;
/** Not in the first load. */
const RailHint = lazy(async () => ({ default: (await import('./rail-hint.tsx')).RailHint }));

const NavigationLink = ({ item, isRail, useCount }: NavigationLinkProps) => {
  const { shell } = useFrameMessages();
  const linkRef = useRef<HTMLAnchorElement>(null);
  const count = useCount() ?? 0;
  const isActive = useMatchRoute()({ to: item.to, fuzzy: item.to !== '/' }) !== false;
  const IconShape = item.icon;
  const shown = count > COUNT_SHOWN_MAX ? `${COUNT_SHOWN_MAX}+` : count;
  const name = count === 0 ? item.label : shell.waiting(item.label, count);
  return (
    <>
      <Link
        ref={linkRef}
        to={item.to}
        className={classes['link']}
        data-active={isActive || undefined}
        aria-current={isActive ? 'page' : undefined}
        aria-label={isRail ? name : undefined}
      >
        <IconShape size={18} stroke={1.75} aria-hidden />
        {!isRail && item.label}
        {count > 0 && <span className={classes['count']}>{isRail ? null : shown}</span>}
      </Link>
      <Suspense>{isRail && <RailHint target={linkRef} label={name} />}</Suspense>
    </>
  );
};
