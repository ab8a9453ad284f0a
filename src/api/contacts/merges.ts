import type { ContactKind } from '../../domain/contacts/kinds.ts';
import {
  ContactMergeOut,
  ContactMergeParams,
  OrganisationMergeIn,
  PersonMergeIn,
  UNDO_DAYS,
} from '../../domain/contacts/merges.ts';
import { ContactParams } from '../../domain/contacts/shapes.ts';
import { findMerge } from '../../queries/contacts/merges.ts';
import { mergeContacts } from '../../services/contacts/merge.ts';
import { deleteContact, restoreContact } from '../../services/contacts/states.ts';
import { undoMerge } from '../../services/contacts/undo-merge.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { KINDS } from './kinds.ts';
import { mergeOut } from './out.ts';

/** Merge, undo, delete and restore, of people and of organisations. */

export const mergeEndpoints = (deps: ApiDeps, kind: ContactKind): Endpoint[] => [
  merge(deps, kind),
  undo(deps, kind),
  remove(deps, kind),
  restore(deps, kind),
];

const merge = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission, find } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.merge`,
      method: 'post',
      path: `${path}/{id}/merge`,
      permission: permission.delete,
      summary: 'Merge another record into this one',
      description: `The other is deleted; its leads, people, e-mail addresses and telephone numbers go to this one. It can be undone for ${UNDO_DAYS} days. A repeat answers the same.`,
      params: ContactParams,
      load: ({ tx, params }) => find(tx, params),
      body: kind === 'person' ? PersonMergeIn : OrganisationMergeIn,
      sample: { loser_id: 9, version: 1, loser_version: 1, fields: { name: 'loser' } },
      status: 200,
      answer: ContactMergeOut,
    },
    async ({ body, write }) =>
      write(async (tx, row) => {
        const merged = await mergeContacts(tx, kind, {
          winnerId: row.id,
          loserId: body.loser_id,
          version: body.version,
          loserVersion: body.loser_version,
          choices: body.fields,
        });
        return { body: mergeOut(merged) };
      }),
  );
};

const undo = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.undo_merge`,
      method: 'post',
      path: `${path}/{id}/merges/{merge_id}/undo`,
      permission: permission.delete,
      summary: 'Undo a merge',
      description: `Within ${UNDO_DAYS} days. What was changed since the merge stays. A repeat answers the same.`,
      params: ContactMergeParams,
      load: ({ tx, params }) => findMerge(tx, kind, { id: params.merge_id, winnerId: params.id }),
      status: 200,
      answer: ContactMergeOut,
    },
    async ({ write }) =>
      write(async (tx, { id, winner_id: winnerId }) => ({
        body: mergeOut(await undoMerge(tx, kind, { id, winnerId, now: deps.clock.now() })),
      })),
  );
};

const remove = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission, find } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.delete`,
      method: 'delete',
      path: `${path}/{id}`,
      permission: permission.delete,
      summary: 'Delete it: it is in no list any more',
      description: 'A repeat changes nothing. It can be restored.',
      params: ContactParams,
      load: ({ tx, params }) => find(tx, params),
      status: 204,
    },
    async ({ write }) =>
      write(async (tx, { id }) => {
        await deleteContact(tx, kind, id);
        return {};
      }),
  );
};

const restore = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission, find } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.restore`,
      method: 'post',
      path: `${path}/{id}/restore`,
      permission: permission.delete,
      summary: 'Restore a deleted record',
      description: 'A repeat changes nothing. Refused with 409 if it was merged into another.',
      params: ContactParams,
      load: ({ tx, params }) => find(tx, params),
      status: 204,
    },
    async ({ write }) =>
      write(async (tx, { id }) => {
        await restoreContact(tx, kind, id);
        return {};
      }),
  );
};
