import { Box } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { UnreachableError } from '../api/reachability.ts';
import { AddressProblem } from './address-problem.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { Forbidden } from './forbidden.tsx';

interface QueryViewProps<T> {
  query: UseQueryResult<T, unknown>;
  /** Shown until the first answer. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** Shows the data of a query, a skeleton while it is loading, or its error. */
export const QueryView = <T,>({ query, skeleton, children }: QueryViewProps<T>) => {
  if (query.data !== undefined) return children(query.data);
  if (problemOf(query.error).status === 403) return <Forbidden />;
  if (query.isError) {
    return (
      <Box p="md">
        {problemOf(query.error).status === 422 ? (
          <AddressProblem error={query.error} />
        ) : (
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Box>
    );
  }
  if (query.fetchStatus === 'paused') {
    return (
      <Box p="md">
        <ProblemAlert error={new UnreachableError()} />
      </Box>
    );
  }
  return skeleton;
};
