import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { api, type Schemas } from '../api/client.ts';

/** Types of actions by the words people know them by; the code is for those who know it by heart. */

type ActionType = Schemas['ActionType'];

const NONE: readonly ActionType[] = [];

export const useActionTypes = (): readonly ActionType[] =>
  api.useQuery('get', '/api/v1/action-types').data?.data ?? NONE;

/** The label of a code; undefined while unknown, and for a type that no longer exists. */
export const useTypeLabels = (): ((code: string) => string | undefined) => {
  const types = useActionTypes();
  return useMemo(() => {
    const labels = new Map(types.map(({ code, label }) => [code, label]));
    return (code) => labels.get(code);
  }, [types]);
};

/** Choices for a field that asks for a type: found by either name. */
export const typeChoices = (
  types: readonly Pick<ActionType, 'code' | 'label'>[],
): { value: string; label: string }[] =>
  types.map(({ code, label }) => ({ value: code, label: `${label} · ${code}` }));

export const TypeCode = ({ code }: { code: string }) => (
  <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
    {code}
  </Text>
);
