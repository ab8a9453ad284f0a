import { AppShell, Burger, FocusTrap } from '@mantine/core';
import { useDisclosure, useFocusReturn } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useMe } from '../api/session.ts';
import { useLanguage, useMessages } from '../i18n/index.tsx';
import { useToasts } from '../pages/notifications/use-toasts.tsx';
import { StreamProvider } from '../stream/provider.tsx';
import { useEscape } from '../ui/feedback/use-escape.ts';
import { ShortcutsProvider } from '../ui/keyboard/shortcuts.tsx';
import { Bell } from './bell.tsx';
import { PageSkeleton } from '../ui/page/skeleton.tsx';
import { Palette, PaletteButton } from './palette.tsx';
import classes from './shell.module.css';
import { Sidebar } from './sidebar.tsx';
import { StreamBanner } from './stream-banner.tsx';
import { UserMenu } from './user-menu.tsx';

const NAVBAR_WIDTH_PX = 232;
const HEADER_HEIGHT_PX = 56;

/** The frame of every page: navigation, palette, bell, user menu. */
export const Shell = () => {
  const { shell } = useMessages();
  const [isMenuOpen, menu] = useDisclosure(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const { close } = menu;
  useEffect(close, [pathname, close]);
  useEscape(isMenuOpen, close);
  useFocusReturn({ opened: isMenuOpen });
  useOwnLanguage();
  return (
    <ShortcutsProvider>
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
          <FocusTrap active={isMenuOpen}>
            <AppShell.Navbar
              className={classes['navbar']}
              data-open={isMenuOpen || undefined}
              withBorder={false}
            >
              <Sidebar onClose={close} />
            </AppShell.Navbar>
          </FocusTrap>
          <AppShell.Main className={classes['main']} id="content" tabIndex={-1}>
            <StreamBanner />
            <Suspense fallback={<PageSkeleton />}>
              <Outlet />
            </Suspense>
          </AppShell.Main>
          <Palette />
        </AppShell>
      </StreamProvider>
    </ShortcutsProvider>
  );
};

/** Uses the language of the account once the user is signed in. */
const useOwnLanguage = (): void => {
  const { user } = useMe();
  const { setLocale } = useLanguage();
  useEffect(() => setLocale(user.locale), [user.locale, setLocale]);
};
