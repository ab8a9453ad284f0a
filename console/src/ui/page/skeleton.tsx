import { Skeleton, Stack } from '@mantine/core';

/** Shown while the file of a page is loading. */
export const PageSkeleton = () => (
  <Stack p={{ base: 16, sm: 32 }} gap="lg" maw={1240} mx="auto" aria-busy>
    <Skeleton height={24} width={220} />
    <Skeleton height={260} radius="lg" />
  </Stack>
);
