import {
  FolderDeleteQuery,
  FolderIn,
  FolderOrderIn,
  FolderOut,
  FolderParams,
  FolderPatch,
  FoldersOut,
} from '../../domain/inbox-folders/shapes.ts';
import { listFolders } from '../../queries/inbox-folders/records.ts';
import {
  changeFolder,
  createFolder,
  putInOrder,
  removeFolder,
} from '../../services/inbox-folders/save.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { folderAskEndpoint } from './ask.ts';
import { folderDecisionsEndpoint } from './decisions.ts';
import { folderProposalEndpoints } from './proposals.ts';
import { folderTestEndpoint } from './test.ts';
import { foundFolder, nameTaken, toFolderOut } from './views.ts';

/** Folders of the inbox, with the rules that give conversations their folder. */

const SAMPLE = {
  name: 'Rendez-vous',
  colour: 'sky',
  rules: {
    kind: 'any',
    rules: [
      { kind: 'text', field: 'subject', operator: 'whole_word', values: ['RDV'] },
      { kind: 'text', field: 'content', operator: 'contains', values: ['rendez-vous'] },
    ],
  },
  ai_description: 'Demandes de rendez-vous, changements et annulations.',
  ai_threshold: 0.7,
  is_active: true,
  reclassify: true,
} as const;

export const inboxFolderEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  // Before `/{id}`, which would read their names as ids.
  order(deps),
  folderTestEndpoint(deps),
  ...folderProposalEndpoints(deps),
  folderAskEndpoint(deps),
  read(deps),
  update(deps),
  remove(deps),
  folderDecisionsEndpoint(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_folders.list',
      method: 'get',
      path: '/inbox/folders',
      permission: 'inbox_folders:read',
      summary: 'The folders of the inbox, in the order in which their rules are tried',
      status: 200,
      answer: FoldersOut,
    },
    async ({ read }) => ({ body: { data: (await read(listFolders)).map(toFolderOut) } }),
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_folders.create',
      method: 'post',
      path: '/inbox/folders',
      permission: 'inbox_folders:write',
      summary: 'Add a folder, behind the others',
      body: FolderIn,
      sample: { ...SAMPLE, name: 'Devis' },
      status: 201,
      answer: FolderOut,
    },
    async ({ body, write }) =>
      write(async (tx) => {
        const folder = await createFolder(tx, body).catch(nameTaken);
        return {
          body: toFolderOut(folder),
          headers: { Location: `/inbox/folders/${folder.id}` },
        };
      }),
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_folders.read',
      method: 'get',
      path: '/inbox/folders/{id}',
      permission: 'inbox_folders:read',
      summary: 'One folder, with its rules',
      params: FolderParams,
      load: foundFolder,
      status: 200,
      answer: FolderOut,
    },
    async ({ read }) => read((_tx, folder) => Promise.resolve({ body: toFolderOut(folder) })),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_folders.update',
      method: 'patch',
      path: '/inbox/folders/{id}',
      permission: 'inbox_folders:write',
      summary: 'Change a folder',
      description:
        'Refused with 409 if `version` is not the current version. Other rules, or switching them on or off, start a reclassification unless `reclassify` is false.',
      params: FolderParams,
      load: foundFolder,
      body: FolderPatch,
      sample: { version: 1, ...SAMPLE },
      status: 200,
      answer: FolderOut,
    },
    async ({ params, body, write }) =>
      write(async (tx) => ({
        body: toFolderOut(await changeFolder(tx, params.id, body).catch(nameTaken)),
      })),
  );

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_folders.delete',
      method: 'delete',
      path: '/inbox/folders/{id}',
      permission: 'inbox_folders:write',
      summary: 'Delete a folder',
      description:
        'Its conversations go to `move_to`, or where the other rules say. A reclassification moves them: until it has ended, some still name the deleted folder.',
      params: FolderParams,
      load: foundFolder,
      query: FolderDeleteQuery,
      status: 204,
    },
    async ({ params, query, write }) =>
      write(async (tx) => {
        await removeFolder(tx, { id: params.id, moveTo: query.move_to });
        return {};
      }),
  );

const order = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_folders.order',
      method: 'put',
      path: '/inbox/folders/order',
      permission: 'inbox_folders:write',
      summary: 'Put the folders in another order',
      description:
        'The first folder whose rules match gets a conversation. 409 unless the list names every folder.',
      body: FolderOrderIn,
      sample: { folder_ids: [1], reclassify: true },
      status: 200,
      answer: FoldersOut,
    },
    async ({ body, write }) =>
      write(async (tx) => ({ body: { data: (await putInOrder(tx, body)).map(toFolderOut) } })),
  );
