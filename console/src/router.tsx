import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { problemOf } from './api/problem.ts';
import { meOptions } from './api/session.ts';
import * as search from './search.ts';
import { Shell } from './shell/shell.tsx';
import { PageSkeleton } from './ui/page/skeleton.tsx';
import { NotFound, RouteError } from './shell/route-error.tsx';

/** Every address of the console. Each page is a file of its own that is loaded when it is opened. */

const PATIENCE_MS = 300;

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: RouteError,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: search.signInSearch,
  component: lazyRouteComponent(() => import('./pages/accounts/sign-in.tsx'), 'SignInPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./pages/accounts/invitation.tsx'), 'InvitationPage'),
});

/** Everything behind the sign-in. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  // Who is signed in is asked first: on a slow line that takes longer than a blank page may stand.
  pendingComponent: PageSkeleton,
  pendingMs: PATIENCE_MS,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meOptions);
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      throw redirect({ to: '/sign-in', search: nextSearch(location.href) });
    }
  },
});

const nextSearch = (href: string) => (href === '/' ? {} : { next: href });

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/page.tsx'), 'HomePage'),
});

const actionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions',
  validateSearch: search.actionsSearch,
  component: lazyRouteComponent(() => import('./pages/actions/list/page.tsx'), 'ActionsPage'),
});

const newActionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions/new',
  validateSearch: search.newActionSearch,
  component: lazyRouteComponent(() => import('./pages/actions/new/page.tsx'), 'NewActionPage'),
});

const actionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions/$id',
  validateSearch: search.actionSearch,
  component: lazyRouteComponent(() => import('./pages/actions/record/page.tsx'), 'ActionPage'),
});

const entitiesIndexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities',
  beforeLoad: () => {
    throw redirect({ to: '/entities/$type', params: { type: 'candidat' }, replace: true });
  },
});

const entitiesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities/$type',
  validateSearch: search.entitiesSearch,
  component: lazyRouteComponent(() => import('./pages/entities/list.tsx'), 'EntitiesPage'),
});

const entityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities/$type/$ref',
  validateSearch: search.entitySearch,
  component: lazyRouteComponent(() => import('./pages/entities/record.tsx'), 'EntityPage'),
});

const routesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/routes',
  validateSearch: search.routesSearch,
  component: lazyRouteComponent(() => import('./pages/action-routes/page.tsx'), 'ActionRoutesPage'),
});

const actionTypesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/action-types',
  validateSearch: search.actionTypesSearch,
  component: lazyRouteComponent(() => import('./pages/action-types/page.tsx'), 'ActionTypesPage'),
});

const notificationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notifications',
  validateSearch: search.notificationsSearch,
  component: lazyRouteComponent(
    () => import('./pages/notifications/list.tsx'),
    'NotificationsPage',
  ),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: search.auditSearch,
  component: lazyRouteComponent(() => import('./pages/audit/page.tsx'), 'AuditPage'),
});

const operationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations',
  validateSearch: search.operationsSearch,
  component: lazyRouteComponent(() => import('./pages/operations/page.tsx'), 'OperationsPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/page.tsx'), 'SettingsPage'),
});

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile', replace: true });
  },
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/profile',
  component: lazyRouteComponent(() => import('./pages/accounts/profile.tsx'), 'ProfilePanel'),
});

const usersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/users',
  validateSearch: search.usersSearch,
  component: lazyRouteComponent(() => import('./pages/users/page.tsx'), 'UsersPanel'),
});

const callCentresRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/call-centres',
  validateSearch: search.pagesSearch,
  component: lazyRouteComponent(() => import('./pages/call-centres/page.tsx'), 'CallCentresPanel'),
});

const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/api-keys',
  validateSearch: search.pagesSearch,
  component: lazyRouteComponent(() => import('./pages/api-keys/page.tsx'), 'ApiKeysPanel'),
});

const companyRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/company',
  component: lazyRouteComponent(() => import('./pages/companies/page.tsx'), 'CompanyPanel'),
});

/** An address that leads nowhere, with the navigation around it to get away from there. */
const nowhereRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  component: NotFound,
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  invitationRoute,
  shellRoute.addChildren([
    homeRoute,
    actionsRoute,
    newActionRoute,
    actionRoute,
    entitiesIndexRoute,
    entitiesRoute,
    entityRoute,
    routesRoute,
    actionTypesRoute,
    notificationsRoute,
    auditRoute,
    operationsRoute,
    settingsRoute.addChildren([
      settingsIndexRoute,
      profileRoute,
      usersRoute,
      callCentresRoute,
      apiKeysRoute,
      companyRoute,
    ]),
    nowhereRoute,
  ]),
]);

export const createConsoleRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    parseSearch: search.parseSearch,
    stringifySearch: search.stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
