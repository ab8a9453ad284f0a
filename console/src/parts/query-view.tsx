import { Box } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { Refusal } from './forbidden.tsx';

interface QueryViewProps<T> {
  query: UseQueryResult<T, unknown>;
  /** What stands there until the answer comes. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** What a query has to show: its data, what stands for it meanwhile, or why there is none. */
export const QueryView = <T,>({ query, skeleton, children }: QueryViewProps<T>) => {
  if (query.data !== undefined) return children(query.data);
  if (problemOf(query.error).status === 403) return <Refusal />;
  if (query.isError) {
    return (
      <Box p="md">
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </Box>
    );
  }
  return skeleton;
};
