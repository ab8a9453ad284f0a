import { Text } from '@mantine/core';

/** A code in small type, shown under the name of the same thing. */
export const SmallCode = ({ code }: { code: string }) => (
  <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
    {code}
  </Text>
);
