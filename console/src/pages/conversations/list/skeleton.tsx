import { Skeleton, Stack } from '@mantine/core';

const ROW_COUNT = 8;

/** The list while its first rows are read. */
export const ListSkeleton = ({ label }: { label: string }) => (
  <Stack gap="sm" p="sm" role="status" aria-label={label}>
    {Array.from({ length: ROW_COUNT }, (_, index) => (
      <Skeleton key={index} height={78} />
    ))}
  </Stack>
);
