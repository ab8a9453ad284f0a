import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Page } from '../../ui/page/page.tsx';
import { profileSection } from '../accounts/routes.ts';
import { apiKeysSection } from '../api-keys/routes.ts';
import { callCentresSection } from '../call-centres/routes.ts';
import { companySection } from '../companies/routes.ts';
import { usersSection } from '../users/routes.ts';
import classes from './page.module.css';

/** In the order in which they are shown. */
const SECTIONS = [
  profileSection,
  usersSection,
  callCentresSection,
  apiKeysSection,
  companySection,
] as const;

export const SettingsPage = () => {
  const messages = useMessages();
  const { settings } = messages;
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = SECTIONS.find(({ to }) => pathname.startsWith(to));
  return (
    <Page title={settings.title} tabTitle={current?.label(messages)}>
      <Sections />
      <Outlet />
    </Page>
  );
};

/** Links that look like tabs. Where they don't fit side by side, the current one is scrolled into view. */
const Sections = () => {
  const messages = useMessages();
  const can = useCan();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // A block: newer browsers return a promise here, and React would call it as the clean-up.
    current.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav className={classes['sections']} aria-label={messages.settings.sections}>
      {SECTIONS.filter(({ permission }) => can(permission)).map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          ref={pathname.startsWith(to) ? current : null}
          className={classes['section']}
        >
          {label(messages)}
        </Link>
      ))}
    </nav>
  );
};
