import { useQueryClient } from '@tanstack/react-query';
import { client, compact, type Schemas } from '../../api/client.ts';
import { answerOf, type ListSource } from '../../parts/list/pages.ts';
import type { ProjectsSearch } from './search.ts';

/** What the page of projects reads. */

export type Project = Schemas['Project'];

export const projectsSource = (search: ProjectsSearch): ListSource<Project> => {
  const { q, is_closed, person_id, organisation_id } = search;
  const query = compact({ q, is_closed, person_id, organisation_id });
  return {
    queryKey: ['get', '/inbox/projects', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/inbox/projects', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const PATHS = ['/inbox/projects', '/inbox/projects/{id}'] as const;

/** Reads projects again after a change by this user; the stream tells of the changes of others. */
export const useRefreshProjects = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all(
      PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
    );
  };
};
