import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, Outlet, type AnyRoute } from '@tanstack/react-router';
import { profileRoute, signedOutRoutes } from './pages/accounts/routes.ts';
import { actionRoutesRoute } from './pages/action-routes/routes.ts';
import { actionTypesRoute } from './pages/action-types/routes.ts';
import { actionsRoutes } from './pages/actions/routes.ts';
import { aiRoute } from './pages/ai/routes.ts';
import { apiKeysRoute } from './pages/api-keys/routes.ts';
import { auditRoute } from './pages/audit/routes.ts';
import { autoRepliesRoutes } from './pages/auto-replies/routes.ts';
import { callCentresRoute } from './pages/call-centres/routes.ts';
import { caseModulesRoute } from './pages/case-modules/routes.ts';
import { cannedRepliesRoute } from './pages/canned-replies/routes.ts';
import { caseReportsRoute } from './pages/case-reports/routes.ts';
import { casesRoutes } from './pages/cases/routes.ts';
import { companyRoute } from './pages/companies/routes.ts';
import { contactsRoutes } from './pages/contacts/routes.ts';
import { conversationsRoute } from './pages/conversations/routes.ts';
import { entitiesRoutes } from './pages/entities/routes.ts';
import { examplesRoute, HAS_EXAMPLES } from './pages/examples/routes.ts';
import { entityStatusesRoute } from './pages/entity-statuses/routes.ts';
import { formsRoutes } from './pages/forms/routes.ts';
import { homeRoute } from './pages/home/routes.ts';
import { inboxFoldersRoutes } from './pages/inbox-folders/routes.ts';
import { inboxStatisticsRoute } from './pages/inbox-statistics/routes.ts';
import { leadStatusesRoute } from './pages/lead-statuses/routes.ts';
import { leadImportsRoutes } from './pages/lead-imports/routes.ts';
import { leadsRoutes } from './pages/leads/routes.ts';
import { mailboxesRoutes } from './pages/mailboxes/routes.ts';
import { notificationPreferencesRoute, notificationsRoute } from './pages/notifications/routes.ts';
import { operationsRoute } from './pages/operations/routes.ts';
import { knowledgeRoutes } from './pages/knowledge/routes.ts';
import { projectsRoute } from './pages/projects/routes.ts';
import { sentMailRoute } from './pages/sent-mail/routes.ts';
import { movedRoutes } from './pages/settings/moved.ts';
import { settingsIndexRoute } from './pages/settings/routes.ts';
import { tasksRoute } from './pages/tasks/routes.ts';
import { todoRoute } from './pages/todo/routes.ts';
import { usersRoute } from './pages/users/routes.ts';
import { webhooksRoutes } from './pages/webhooks/routes.ts';
import { rootRoute, settingsRoute, shellRoute } from './routing/parents.ts';
import { onlyRead, parseSearch, stringifySearch } from './routing/search.ts';
import { NotFound, RouteError } from './shell/route-error.tsx';
import { Shell } from './shell/shell.tsx';
import { PageSkeleton } from './ui/page/skeleton.tsx';

/** Assembles the routes of the capabilities. Each page is a file of its own, loaded when it is opened. */

const SKELETON_DELAY_MS = 300;

rootRoute.update({ component: Outlet, errorComponent: RouteError });

shellRoute.update({
  component: Shell,
  // Shown while the session is read. On a slow line the page would be blank.
  pendingComponent: PageSkeleton,
  pendingMs: SKELETON_DELAY_MS,
});

/** An unknown address. It is inside the shell, so that the navigation stays. */
const notFoundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  component: NotFound,
});

const routeTree = rootRoute.addChildren([
  ...signedOutRoutes,
  shellRoute.addChildren([
    homeRoute,
    ...actionsRoutes,
    ...leadsRoutes,
    ...leadImportsRoutes,
    ...entitiesRoutes,
    ...contactsRoutes,
    ...casesRoutes,
    ...formsRoutes,
    conversationsRoute,
    ...autoRepliesRoutes,
    ...mailboxesRoutes,
    ...webhooksRoutes,
    ...inboxFoldersRoutes,
    ...knowledgeRoutes,
    inboxStatisticsRoute,
    caseReportsRoute,
    todoRoute,
    tasksRoute,
    projectsRoute,
    notificationsRoute,
    ...movedRoutes,
    ...(HAS_EXAMPLES ? [examplesRoute] : []),
    settingsRoute.addChildren([
      settingsIndexRoute,
      profileRoute,
      notificationPreferencesRoute,
      usersRoute,
      callCentresRoute,
      cannedRepliesRoute,
      apiKeysRoute,
      aiRoute,
      caseModulesRoute,
      companyRoute,
      actionRoutesRoute,
      actionTypesRoute,
      entityStatusesRoute,
      leadStatusesRoute,
      auditRoute,
      operationsRoute,
      sentMailRoute,
    ]),
    notFoundRoute,
  ]),
]);

/** The search of each page is what it reads, and nothing else. */
const readOnlyKnownSearch = (route: AnyRoute): void => {
  const read: unknown = route.options.validateSearch;
  if (typeof read === 'function') {
    route.options.validateSearch = onlyRead((raw) => Object(read(raw)));
  }
  for (const child of Object.values<AnyRoute>(route.children ?? {})) readOnlyKnownSearch(child);
};
readOnlyKnownSearch(routeTree);

export const createConsoleRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    // Takes what no page reads out of the address at the first load.
    search: { strict: true },
    defaultErrorComponent: RouteError,
    // Of an address that the router can't decode.
    defaultNotFoundComponent: NotFound,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
