import { createRoute, redirect } from '@tanstack/react-router';
import { shellRoute } from '../../routing/parents.ts';
import { actionRoutesRoute } from '../action-routes/routes.ts';
import { actionTypesRoute } from '../action-types/routes.ts';
import { actionsSearch } from '../actions/search.ts';
import { auditSearch } from '../audit/search.ts';
import { sentMailRoute } from '../sent-mail/routes.ts';

/** The addresses of these pages from before they were in the settings: links in mails and bookmarks work. */

const getParentRoute = () => shellRoute;

export const movedRoutes = [
  createRoute({
    getParentRoute,
    path: '/routes',
    validateSearch: actionRoutesRoute.options.validateSearch,
    beforeLoad: ({ search }) => {
      throw redirect({ to: '/settings/routes', search, replace: true });
    },
  }),
  createRoute({
    getParentRoute,
    path: '/action-types',
    validateSearch: actionTypesRoute.options.validateSearch,
    beforeLoad: ({ search }) => {
      throw redirect({ to: '/settings/action-types', search, replace: true });
    },
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    validateSearch: auditSearch,
    beforeLoad: ({ search }) => {
      throw redirect({ to: '/settings/audit', search, replace: true });
    },
  }),
  createRoute({
    getParentRoute,
    path: '/operations',
    validateSearch: actionsSearch,
    beforeLoad: ({ search }) => {
      throw redirect({ to: '/settings/operations', search, replace: true });
    },
  }),
  createRoute({
    getParentRoute,
    path: '/operations/sent-mail',
    validateSearch: sentMailRoute.options.validateSearch,
    beforeLoad: ({ search }) => {
      throw redirect({ to: '/settings/sent-mail', search, replace: true });
    },
  }),
] as const;
