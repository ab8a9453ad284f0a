import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Page } from '../../ui/page/page.tsx';
import classes from './page.module.css';

const SECTIONS = [
  { to: '/settings/profile', name: 'profile', permission: 'account:read' },
  { to: '/settings/users', name: 'users', permission: 'users:read' },
  { to: '/settings/call-centres', name: 'callCentres', permission: 'call_centres:read' },
  { to: '/settings/api-keys', name: 'apiKeys', permission: 'api_keys:read' },
  { to: '/settings/company', name: 'company', permission: 'company:read' },
] as const;

export const SettingsPage = () => {
  const { settings } = useMessages();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = SECTIONS.find(({ to }) => pathname.startsWith(to));
  return (
    <Page title={settings.title} tabTitle={current && settings[current.name]}>
      <Sections />
      <Outlet />
    </Page>
  );
};

/** Links that look like tabs; where they don't fit side by side, the current one is brought into sight. */
const Sections = () => {
  const { settings } = useMessages();
  const can = useCan();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(
    () => current.current?.scrollIntoView({ block: 'nearest', inline: 'center' }),
    [pathname],
  );
  return (
    <nav className={classes['sections']} aria-label={settings.sections}>
      {SECTIONS.filter(({ permission }) => can(permission)).map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          ref={pathname.startsWith(to) ? current : null}
          className={classes['section']}
        >
          {settings[name]}
        </Link>
      ))}
    </nav>
  );
};
