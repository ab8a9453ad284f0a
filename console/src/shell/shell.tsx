import { AppShell, Burger, FocusTrap, Indicator } from '@mantine/core';
import { useDisclosure, useFocusReturn } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useHasSessionEnded } from '../api/session-end.ts';
import { useMe } from '../api/session.ts';
import { useFrameMessages, useLanguage, useMessagesFailure } from '../i18n/index.tsx';
import { useOtherTabs } from '../pages/accounts/use-signed-in.ts';
import { DecideProvider } from '../pages/actions/decide/provider.tsx';
import { useSettledToasts } from '../pages/actions/use-settled-toasts.tsx';
import { useToasts } from '../pages/notifications/use-toasts.tsx';
import { useTodoCount } from '../pages/todo/count.ts';
import type { StreamMessage } from '../stream/message.ts';
import { StreamProvider } from '../stream/provider.tsx';
import { useEscape } from '../ui/feedback/use-escape.ts';
import { ShortcutsProvider } from '../ui/keyboard/shortcuts.tsx';
import { useKeptFocus } from '../ui/keyboard/use-kept-focus.ts';
import { PageSkeleton } from '../ui/page/skeleton.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { PaletteButton, PaletteProvider } from './palette/palette.tsx';
import { RouteError } from './route-error.tsx';
import classes from './shell.module.css';
import { usePrefetch } from './prefetch.ts';
import { Sidebar } from './sidebar/sidebar.tsx';
import { useNavigationState } from './sidebar/state.ts';

const NAVBAR_WIDTH_PX = 232;
const RAIL_WIDTH_PX = 60;
const HEADER_HEIGHT_PX = 56;

/** The frame of every page: navigation, palette, user menu. */
export const Shell = () => {
  const { shell } = useFrameMessages();
  const [isMenuOpen, menu] = useDisclosure(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const { close } = menu;
  useEffect(close, [pathname, close]);
  useEscape(isMenuOpen, close);
  useFocusReturn({ opened: isMenuOpen });
  useOwnLanguage();
  useKeptFocus();
  useOtherTabs();
  usePrefetch();
  const { isRail: isCollapsed, folded, toggleRail, toggleGroup } = useNavigationState();
  // The drawer of a phone has room for the words.
  const isRail = isCollapsed && !isMenuOpen;
  return (
    <ShortcutsProvider>
      <PaletteProvider>
        <StreamProvider onMessage={useMessageToasts()}>
          <a className="skip-link" href="#content">
            {shell.skip}
          </a>
          <AppShell
            layout="alt"
            header={{ height: HEADER_HEIGHT_PX }}
            navbar={{
              width: isRail ? RAIL_WIDTH_PX : NAVBAR_WIDTH_PX,
              breakpoint: 'sm',
              collapsed: { mobile: !isMenuOpen },
            }}
            transitionDuration={160}
          >
            <Header isMenuOpen={isMenuOpen} onToggleMenu={menu.toggle} />
            <FocusTrap active={isMenuOpen}>
              <AppShell.Navbar
                className={classes['navbar']}
                data-open={isMenuOpen || undefined}
                data-rail={isRail || undefined}
                withBorder={false}
              >
                <Sidebar
                  isRail={isRail}
                  folded={folded}
                  onToggleRail={toggleRail}
                  onToggleGroup={toggleGroup}
                  onClose={close}
                />
              </AppShell.Navbar>
            </FocusTrap>
            <AppShell.Main className={classes['main']} id="content" tabIndex={-1}>
              <ConnectionBanner />
              <DecideProvider>
                <PageOrFailure />
              </DecideProvider>
            </AppShell.Main>
            <SignInAgain />
          </AppShell>
        </StreamProvider>
      </PaletteProvider>
    </ShortcutsProvider>
  );
};

/** A page whose words can't be loaded says so. What is around it stays. */
const PageOrFailure = () => {
  const failure = useMessagesFailure();
  if (failure !== null) return <RouteError error={failure} />;
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Outlet />
    </Suspense>
  );
};

const Header = ({
  isMenuOpen,
  onToggleMenu,
}: {
  isMenuOpen: boolean;
  onToggleMenu: () => void;
}) => (
  <AppShell.Header className={classes['header']} withBorder={false}>
    <MenuButton isOpen={isMenuOpen} onClick={onToggleMenu} />
    <PaletteButton />
    <div style={{ flex: 1 }} />
    <Suspense fallback={<div className={classes['userMenuPlace']} />}>
      <UserMenu />
    </Suspense>
  </AppShell.Header>
);

/** Not in the first load: the page is read before its menus. */
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

/** On a phone. A dot says that something waits; its label says how much. */
const MenuButton = ({ isOpen, onClick }: { isOpen: boolean; onClick: () => void }) => {
  const { shell } = useFrameMessages();
  const { count, is_more: isMore } = useTodoCount() ?? { count: 0, is_more: false };
  return (
    <Indicator disabled={count === 0} color="brick" size={9} offset={4} hiddenFrom="sm">
      <Burger
        opened={isOpen}
        onClick={onClick}
        size="sm"
        aria-label={count === 0 ? shell.menu : `${shell.menu}, ${shell.todoCount(count, isMore)}`}
        aria-expanded={isOpen}
      />
    </Indicator>
  );
};

const SessionDialog = lazy(async () => ({
  default: (await import('../pages/accounts/session-dialog.tsx')).SessionDialog,
}));

const SignInAgain = () => {
  const hasEnded = useHasSessionEnded();
  return <Suspense>{hasEnded && <SessionDialog />}</Suspense>;
};

/** What the stream tells is shown by two capabilities. */
const useMessageToasts = (): ((message: StreamMessage) => void) => {
  const tellNotification = useToasts();
  const tellSettled = useSettledToasts();
  return (message) => {
    tellSettled(message);
    tellNotification(message);
  };
};

/** Uses the language of the account once the user is signed in. */
const useOwnLanguage = (): void => {
  const { user } = useMe();
  const { setLocale } = useLanguage();
  useEffect(() => setLocale(user.locale), [user.locale, setLocale]);
};
