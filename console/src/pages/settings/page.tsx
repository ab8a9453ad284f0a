import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import classes from './page.module.css';
import { panelTitle, settingsFor, type SettingsItem } from './sections.ts';

/** The settings: a sidebar of their own, and the page that is open. */
export const SettingsPage = () => {
  const messages = useMessages();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const title = panelTitle(messages, pathname);
  return (
    <div className={classes['area']}>
      <Sidebar />
      <div className={classes['content']}>
        <Suspense fallback={<PageSkeleton />}>
          {title === undefined ? (
            <Outlet />
          ) : (
            <Page key={title} layout="settings" title={title}>
              <Outlet />
            </Page>
          )}
        </Suspense>
      </div>
    </div>
  );
};

/** On a phone its links are in one line, and the current one is scrolled into view. */
const Sidebar = () => {
  const messages = useMessages();
  const can = useCan();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = nav.current?.querySelector('[aria-current=page]');
    // A block: newer browsers return a promise here, and React would call it as the clean-up.
    current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav className={classes['sidebar']} aria-label={messages.settings.sections} ref={nav}>
      <div className={classes['title']} aria-hidden>
        {messages.navigation.settings}
      </div>
      {settingsFor(messages, can).map((group) => (
        <div key={group.name} role="group" aria-label={group.label} className={classes['group']}>
          <div className={classes['label']} aria-hidden>
            {group.label}
          </div>
          {group.items.map(({ useIsShown = isAlwaysShown, ...item }) => (
            <SectionLink key={item.to} item={item} useIsShown={useIsShown} />
          ))}
        </div>
      ))}
    </nav>
  );
};

const isAlwaysShown = (): boolean => true;

interface SectionLinkProps {
  item: SettingsItem;
  useIsShown: () => boolean;
}

const SectionLink = ({ item, useIsShown }: SectionLinkProps) => {
  const IconShape = item.icon;
  return useIsShown() ? (
    <Link to={item.to} className={classes['link']}>
      <IconShape size={17} stroke={1.75} aria-hidden />
      {item.label}
    </Link>
  ) : null;
};
