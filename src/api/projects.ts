import { z } from '@hono/zod-openapi';
import { projectRead, projectsListed } from '../domain/projects/events.ts';
import {
  ProjectIn,
  ProjectOut,
  ProjectParams,
  ProjectPatch,
  ProjectQuery,
} from '../domain/projects/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { scopeOf, type Caller } from '../domain/shared/permissions.ts';
import { notFound } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import { findProject, listProjects, type ProjectRow } from '../queries/projects.ts';
import { changeProject, createProject, removeProject } from '../services/projects.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';

/** Projects. */

type Load = LoadRequest<typeof ProjectParams>;

const find = ({ tx, params, caller }: Load) =>
  findProject(tx, { id: params.id, counted: scopeOf(caller, 'conversations:read') });

const lock = ({ tx, params, caller }: Load) =>
  findProject(tx, {
    id: params.id,
    counted: scopeOf(caller, 'conversations:read'),
    isLocked: true,
  });

export const projectEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  endpoint(
    deps,
    {
      id: 'projects.read',
      method: 'get',
      path: '/inbox/projects/{id}',
      permission: 'projects:read',
      summary: 'One project',
      params: ProjectParams,
      load: find,
      status: 200,
      answer: ProjectOut,
    },
    ({ read }) =>
      read((tx, project) => {
        tx.emit(projectRead, { subjectId: project.id });
        return Promise.resolve({ body: projectOut(project) });
      }),
  ),
  update(deps),
  endpoint(
    deps,
    {
      id: 'projects.delete',
      method: 'delete',
      path: '/inbox/projects/{id}',
      permission: 'projects:write',
      summary: 'Delete a project',
      description: 'Its conversations stay.',
      params: ProjectParams,
      load: lock,
      status: 204,
    },
    ({ write }) =>
      write(async (tx, project) => {
        await removeProject(tx, project);
        return {};
      }),
  ),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'projects.list',
      method: 'get',
      path: '/inbox/projects',
      permission: 'projects:read',
      summary: 'List projects, newest first',
      query: ProjectQuery,
      status: 200,
      answer: pageOf(ProjectOut),
    },
    async ({ query, caller, read }) => {
      const beforeId = decodeCursor(query.cursor, z.number());
      return read(async (tx) => {
        const rows = await listProjects(tx, {
          text: query.q,
          isClosed: query.is_closed,
          personId: query.person_id,
          organisationId: query.organisation_id,
          counted: scopeOf(caller, 'conversations:read'),
          beforeId,
          limit: query.limit + 1,
        });
        const page = toPage(rows, query.limit, (row) => row.id);
        tx.emit(projectsListed, {
          subjectId: '*',
          after: { project_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(projectOut) } };
      });
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'projects.create',
      method: 'post',
      path: '/inbox/projects',
      permission: 'projects:write',
      summary: 'Create a project',
      body: ProjectIn,
      sample: {
        name: 'Rénovation de l’atelier',
        description: 'Devis demandé pour mars',
        person_id: null,
        organisation_id: null,
        is_closed: false,
      },
      status: 201,
      answer: ProjectOut,
    },
    ({ body, caller, write }) =>
      write(async (tx) => {
        const id = await createProject(tx, body, caller.userId);
        return {
          body: await shown(tx, caller, id),
          headers: { Location: `/inbox/projects/${id}` },
        };
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'projects.update',
      method: 'patch',
      path: '/inbox/projects/{id}',
      permission: 'projects:write',
      summary: 'Change a project',
      description: 'Refused with 409 if `version` is not the current version.',
      params: ProjectParams,
      load: lock,
      body: ProjectPatch,
      sample: {
        version: 1,
        name: 'Rénovation de l’atelier',
        description: null,
        person_id: null,
        organisation_id: null,
        is_closed: true,
      },
      status: 200,
      answer: ProjectOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, project) => {
        await changeProject(tx, project, body);
        return { body: await shown(tx, caller, project.id) };
      }),
  );

/** After a change. */
const shown = async (
  tx: Transaction,
  caller: Caller,
  id: number,
): Promise<z.infer<typeof ProjectOut>> => {
  const counted = scopeOf(caller, 'conversations:read');
  const project = await findProject(tx, { id, counted });
  if (!project) throw notFound('project');
  return projectOut(project);
};

const projectOut = (row: ProjectRow): z.infer<typeof ProjectOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
