import { CloseButton, UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useRef } from 'react';
import { useCan, useMe } from '../../api/session.ts';
import { useFrameMessages } from '../../i18n/index.tsx';
import { Wordmark } from '../../ui/page/logo.tsx';
import { navigationFor } from '../navigation.ts';
import { NavigationGroups } from './groups.tsx';
import classes from './sidebar.module.css';

interface SidebarProps {
  /** Icons only. */
  isRail: boolean;
  folded: readonly string[];
  onToggleRail: () => void;
  onToggleGroup: (name: string) => void;
  onClose: () => void;
}

/** The main navigation. */
export const Sidebar = ({ isRail, folded, onToggleRail, onToggleGroup, onClose }: SidebarProps) => {
  const messages = useFrameMessages();
  const can = useCan();
  const { company } = useMe();
  return (
    <>
      <div className={classes['brand']}>
        <Link to="/" aria-label={`${messages.name}, ${messages.navigation.home}`}>
          <Wordmark name={messages.name} isMarkOnly={isRail} />
        </Link>
        <CloseButton
          hiddenFrom="sm"
          onClick={onClose}
          aria-label={messages.shell.closeMenu}
          variant="transparent"
          c="white"
          size="lg"
        />
      </div>
      {!isRail && <div className={classes['company']}>{company.name}</div>}
      <nav className={classes['groups']} aria-label={messages.shell.navigation}>
        <NavigationGroups
          groups={navigationFor(messages, can)}
          isRail={isRail}
          folded={folded}
          onToggleGroup={onToggleGroup}
        />
      </nav>
      <RailToggle isRail={isRail} onToggle={onToggleRail} />
    </>
  );
};

/** Not in the first load. */
const RailHint = lazy(async () => ({ default: (await import('./rail-hint.tsx')).RailHint }));

const RailToggle = ({ isRail, onToggle }: { isRail: boolean; onToggle: () => void }) => {
  const { shell } = useFrameMessages();
  const buttonRef = useRef<HTMLButtonElement>(null);
  const label = isRail ? shell.expand : shell.collapse;
  const IconShape = isRail ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <>
      <UnstyledButton
        ref={buttonRef}
        className={classes['toggle']}
        visibleFrom="sm"
        onClick={onToggle}
        aria-label={label}
      >
        <IconShape size={18} stroke={1.75} aria-hidden />
        {!isRail && <span>{label}</span>}
      </UnstyledButton>
      <Suspense>{isRail && <RailHint target={buttonRef} label={label} />}</Suspense>
    </>
  );
};
