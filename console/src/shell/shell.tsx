import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect } from 'react';
import { useMe } from '../api/session.ts';
import { useLanguage, useMessages } from '../i18n/index.tsx';
import { LEVEL_TONES, type NotificationLevel } from '../parts/notification-level.tsx';
import type { StreamMessage } from '../stream/connection.ts';
import { field, StreamProvider } from '../stream/index.tsx';
import { toast } from '../ui/toast.ts';
import { Bell } from './bell.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import { Palette, PaletteButton } from './palette.tsx';
import classes from './shell.module.css';
import { Sidebar } from './sidebar.tsx';
import { StreamBanner } from './stream-banner.tsx';
import { UserMenu } from './user-menu.tsx';

const NAVBAR_WIDTH_PX = 232;
const HEADER_HEIGHT_PX = 56;

/** What stands around every page: where one is, who one is, what just happened. */
export const Shell = () => {
  const { shell } = useMessages();
  const [isMenuOpen, menu] = useDisclosure(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const { close } = menu;
  useEffect(close, [pathname, close]);
  useOwnLanguage();
  return (
    <StreamProvider onMessage={useToasts()}>
      <a className="skip-link" href="#content">
        {shell.skip}
      </a>
      <AppShell
        layout="alt"
        header={{ height: HEADER_HEIGHT_PX }}
        navbar={{ width: NAVBAR_WIDTH_PX, breakpoint: 'sm', collapsed: { mobile: !isMenuOpen } }}
        transitionDuration={160}
      >
        <AppShell.Header className={classes['header']} withBorder={false}>
          <Burger
            opened={isMenuOpen}
            onClick={menu.toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={shell.menu}
            aria-expanded={isMenuOpen}
          />
          <PaletteButton />
          <div style={{ flex: 1 }} />
          <Bell />
          <UserMenu />
        </AppShell.Header>
        <AppShell.Navbar className={classes['navbar']} withBorder={false}>
          <Sidebar onClose={menu.close} />
        </AppShell.Navbar>
        <AppShell.Main className={classes['main']} id="content" tabIndex={-1}>
          <StreamBanner />
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </AppShell.Main>
        <Palette />
      </AppShell>
    </StreamProvider>
  );
};

/** The language of the account counts from the moment one is signed in. */
const useOwnLanguage = (): void => {
  const { user } = useMe();
  const { setLocale } = useLanguage();
  useEffect(() => setLocale(user.locale), [user.locale, setLocale]);
};

/** Tells what was just notified, once, in the window one is looking at. */
const useToasts = (): ((message: StreamMessage) => void) => {
  const navigate = useNavigate();
  const { notifications } = useMessages();
  return useCallback(
    ({ topic, data }: StreamMessage) => {
      if (topic !== 'notification.created' || document.visibilityState !== 'visible') return;
      const title = field(data, 'titre');
      const actionId = field(data, 'action_id');
      const level = levelOf(field(data, 'level'));
      toast(
        LEVEL_TONES[level],
        typeof title === 'string' ? title : notifications.levels[level],
        typeof actionId === 'string' && (
          <button
            type="button"
            className="toast-link"
            onClick={() => void navigate({ to: '/actions/$id', params: { id: actionId } })}
          >
            {notifications.openAction}
          </button>
        ),
      );
    },
    [navigate, notifications],
  );
};

const levelOf = (value: unknown): NotificationLevel =>
  value === 'success' || value === 'error' || value === 'warning' ? value : 'info';
