import { z } from '@hono/zod-openapi';
import {
  savedViewCreated,
  savedViewDeleted,
  savedViewUpdated,
} from '../domain/saved-views/events.ts';
import {
  SAVED_VIEW_COUNT_MAX,
  SavedViewIn,
  SavedViewOut,
  SavedViewParams,
  SavedViewPatch,
  SavedViewQuery,
} from '../domain/saved-views/shapes.ts';
import { fault } from '../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { reachOf, type Caller } from '../domain/shared/permissions.ts';
import { AppError } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import {
  countSavedViews,
  deleteSavedView,
  findSavedView,
  insertSavedView,
  listSavedViews,
  updateSavedView,
  type SavedViewRow,
} from '../queries/saved-views.ts';
import { lockSetting } from '../queries/shared/locks.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, lacksPermission, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';

/**
 * Saved views of lists. The owner of a view changes and deletes it. A user with `saved_views:share` for the
 * whole company also changes and deletes shared views.
 */

const SAMPLE = {
  name: 'Relances en échec',
  is_shared: true,
  filters: { status: 'failed,expired', period: '7d' },
  sort: '-created_at',
  columns: ['action', 'status', 'entity'],
};

const find = ({ tx, params, caller }: LoadRequest<typeof SavedViewParams>) =>
  findSavedView(tx, { id: params.id, userId: caller.userId, isLocked: true });

export const savedViewEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'saved_views.list',
      method: 'get',
      path: '/api/v1/saved-views',
      permission: 'saved_views:read',
      summary: 'List own and shared views',
      query: SavedViewQuery,
      status: 200,
      answer: pageOf(SavedViewOut),
    },
    async ({ query, caller, read }) => {
      const afterId = decodeCursor(query.cursor, z.number());
      const rows = await read((tx) =>
        listSavedViews(tx, {
          userId: caller.userId,
          list: query.list,
          afterId,
          limit: query.limit + 1,
        }),
      );
      const page = toPage(rows, query.limit, (row) => row.id);
      return { body: { ...page, data: page.data.map((row) => toSavedViewOut(row, caller)) } };
    },
  ),
  endpoint(
    deps,
    {
      id: 'saved_views.create',
      method: 'post',
      path: '/api/v1/saved-views',
      permission: 'saved_views:write',
      summary: 'Save a view',
      description: `Refused with 409 if the caller has ${SAVED_VIEW_COUNT_MAX} views of this list.`,
      body: SavedViewIn,
      sample: { list: 'actions', ...SAMPLE },
      status: 201,
      answer: SavedViewOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        if (body.is_shared) requireShare(caller);
        await requireRoom(tx, { list: body.list, userId: caller.userId });
        const id = await insertSavedView(tx, { ...body, userId: caller.userId });
        const view = await findSavedView(tx, { id, userId: caller.userId });
        if (!view) throw new Error('a view that was just saved must be found');
        tx.emit(savedViewCreated, { subjectId: id, after: contentOf(view) });
        return { body: toSavedViewOut(view, caller) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'saved_views.update',
      method: 'patch',
      path: '/api/v1/saved-views/{id}',
      permission: 'saved_views:write',
      summary: 'Change, rename, share or unshare a view',
      description: 'Refused with 409 if `version` is not the current version.',
      params: SavedViewParams,
      load: find,
      body: SavedViewPatch,
      sample: { version: 1, ...SAMPLE },
      status: 200,
      answer: SavedViewOut,
    },
    async ({ body: { version, ...patch }, caller, write }) =>
      write(async (tx, before) => {
        requireChange(before, caller);
        if (patch.is_shared === true && !before.is_shared) requireShare(caller);
        if (version !== before.version) {
          throw new AppError('version_conflict', `the current version is ${before.version}`, {
            faults: [fault('version', 'version_outdated', { current: before.version })],
          });
        }
        const after = { ...before, ...patched(before, patch), version: before.version + 1 };
        await updateSavedView(tx, after);
        tx.emit(savedViewUpdated, {
          subjectId: before.id,
          before: contentOf(before),
          after: contentOf(after),
        });
        return { body: toSavedViewOut(after, caller) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'saved_views.delete',
      method: 'delete',
      path: '/api/v1/saved-views/{id}',
      permission: 'saved_views:write',
      summary: 'Delete a view',
      params: SavedViewParams,
      load: find,
      status: 204,
    },
    async ({ caller, write }) =>
      write(async (tx, view) => {
        requireChange(view, caller);
        await deleteSavedView(tx, view.id);
        tx.emit(savedViewDeleted, { subjectId: view.id, before: contentOf(view) });
        return {};
      }),
  ),
];

type Patch = Omit<z.infer<typeof SavedViewPatch>, 'version'>;

/** A field that is absent stays; null is a value of `sort` and `columns`. */
const patched = (view: SavedViewRow, patch: Patch) => ({
  name: patch.name ?? view.name,
  is_shared: patch.is_shared ?? view.is_shared,
  filters: patch.filters ?? view.filters,
  sort: patch.sort === undefined ? view.sort : patch.sort,
  columns: patch.columns === undefined ? view.columns : patch.columns,
});

const mayChange = (view: SavedViewRow, caller: Caller): boolean =>
  view.user_id === caller.userId ||
  (view.is_shared && reachOf(caller, 'saved_views:share') === 'company');

/** Everyone sees a shared view, so that a refusal tells nothing new. */
const requireChange = (view: SavedViewRow, caller: Caller): void => {
  if (!mayChange(view, caller)) throw lacksPermission('saved_views:share');
};

const requireShare = (caller: Caller): void => {
  if (reachOf(caller, 'saved_views:share') === 'none') throw lacksPermission('saved_views:share');
};

/** Errors: `conflict`. Under a lock, so that two requests at once can't exceed the maximum. */
const requireRoom = async (
  tx: Transaction,
  input: { userId: number; list: SavedViewRow['list'] },
): Promise<void> => {
  await lockSetting(tx, 'saved_views');
  if ((await countSavedViews(tx, input)) < SAVED_VIEW_COUNT_MAX) return;
  throw new AppError('conflict', `you have ${SAVED_VIEW_COUNT_MAX} views of this list already`, {
    faults: [fault('list', 'too_many', { max: SAVED_VIEW_COUNT_MAX })],
  });
};

const contentOf = ({ list, name, is_shared, filters, sort, columns }: SavedViewRow) => ({
  list,
  name,
  is_shared,
  filters,
  sort,
  columns,
});

const toSavedViewOut = (row: SavedViewRow, caller: Caller): z.infer<typeof SavedViewOut> => ({
  ...row,
  may_change: mayChange(row, caller),
});
