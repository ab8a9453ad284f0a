import { Group, Select, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { oneOf } from '../../../routing/search.ts';
import { Card } from '../../../ui/page/page.tsx';
import type { LeadImport } from '../status.tsx';

const PATH = '/api/lead-imports/{id}';
const ENCODINGS = ['utf-8', 'windows-1252'] as const;
const DELIMITERS = [';', ',', '\t'] as const;

/** How the file is read. The guess is right for most files; accents or columns show when it is not. */
export const ImportFormat = ({ row }: { row: LeadImport }) => {
  const { leadImports: words } = useMessages();
  const { change, isPending, fault } = useChange(row);
  return (
    <Card title={words.format}>
      <Text size="sm" c="dimmed" mb="xs">
        {words.formatHint}
      </Text>
      <Group align="start">
        <Select
          label={words.encoding}
          allowDeselect={false}
          disabled={isPending}
          data={ENCODINGS.map((value) => ({ value, label: words.encodings[value] }))}
          value={row.encoding}
          onChange={(value) => change({ encoding: oneOf(ENCODINGS, value) })}
        />
        <Select
          label={words.delimiter}
          allowDeselect={false}
          disabled={isPending}
          error={fault}
          data={DELIMITERS.map((value) => ({ value, label: words.delimiterNames[value] }))}
          value={row.delimiter}
          onChange={(value) => change({ delimiter: oneOf(DELIMITERS, value) })}
        />
      </Group>
    </Card>
  );
};

type Format = Schemas['LeadImportFormatIn'];

/** Reads the file again. The answer has its columns and first rows as they are now. */
const useChange = ({ id, encoding, delimiter }: LeadImport) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  const params = { path: { id } };
  const mutation = api.useMutation('put', '/api/lead-imports/{id}/format', {
    onSuccess: (row) => queryClient.setQueryData(['get', PATH, { params }], row),
    onError: (error) => {
      if (faultOf(error) === undefined) toastProblem(messages, error);
    },
  });
  const faultOf = (error: unknown): string | undefined => fieldErrors(messages, error)['delimiter'];
  return {
    isPending: mutation.isPending,
    fault: mutation.error === null ? undefined : faultOf(mutation.error),
    change: (part: { [K in keyof Format]?: Format[K] | undefined }): void =>
      mutation.mutate({
        params,
        body: {
          encoding: part.encoding ?? encoding,
          delimiter: part.delimiter ?? delimiter,
        },
      }),
  };
};
