import { Text } from '@mantine/core';

/** Under a name: the code that programs know the same thing by. */
export const SmallCode = ({ code }: { code: string }) => (
  <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
    {code}
  </Text>
);
