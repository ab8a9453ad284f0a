import { Button, Group, Radio, Select, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { oneOf } from '../../../routing/search.ts';
import { Card } from '../../../ui/page/page.tsx';
import { useCallCentres } from '../../users/shared.ts';
import type { LeadImport } from '../status.tsx';
import { MappingColumns } from './columns.tsx';
import classes from './mapping.module.css';
import { ImportPreview } from './preview.tsx';
import { choose, type Target } from './targets.ts';
import { usePreview } from './use-preview.ts';

/** What the columns are, how the first rows would come out, and the start. */
export const ImportMapping = ({ row }: { row: LeadImport }) => {
  const { leadImports } = useMessages();
  const [columns, setColumns] = useState<Target[]>(row.columns);
  const [centreId, setCentreId] = useState(row.call_centre_id);
  const [duplicates, setDuplicates] = useState(row.duplicates);
  const preview = usePreview(row.id, { columns, call_centre_id: centreId, duplicates });
  const start = useStart();
  const isUseful = columns.some(({ target }) => target !== 'data' && target !== 'ignore');
  return (
    <>
      <Card title={leadImports.columns} isFlush>
        <Text size="sm" c="dimmed" className={classes['line'] ?? ''}>
          {leadImports.columnsHint}
        </Text>
        <MappingColumns
          row={row}
          columns={columns}
          onChoose={(position, choice) => setColumns(choose(columns, row.header, position, choice))}
        />
      </Card>
      <Card title={leadImports.preview} isFlush>
        <ImportPreview preview={preview} targets={columns} duplicates={duplicates} />
      </Card>
      <Card>
        <DuplicatesChoice value={duplicates} onChange={setDuplicates} />
        <Group justify="space-between" align="end" mt="md">
          <CentreSelect value={centreId} onChange={setCentreId} />
          <Button
            leftSection={<IconFileImport size={16} />}
            disabled={!isUseful || !preview.isCurrent}
            loading={start.isPending}
            onClick={() => start.mutate({ params: { path: { id: row.id } } })}
            style={{ marginInlineStart: 'auto' }}
          >
            {leadImports.start}
          </Button>
        </Group>
        {!isUseful && (
          <Text size="sm" c="brick" mt="xs" role="status">
            {leadImports.nothingChosen}
          </Text>
        )}
      </Card>
    </>
  );
};

const useStart = () => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return api.useMutation('post', '/api/lead-imports/{id}/start', {
    onError: (error) => toastProblem(messages, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['get', '/api/lead-imports/{id}'] }),
  });
};

const DUPLICATES = ['ignore', 'create'] as const;

interface DuplicatesChoiceProps {
  value: LeadImport['duplicates'];
  onChange: (choice: LeadImport['duplicates']) => void;
}

const DuplicatesChoice = ({ value, onChange }: DuplicatesChoiceProps) => {
  const { leadImports } = useMessages();
  return (
    <Radio.Group
      label={leadImports.duplicates}
      description={leadImports.duplicatesHint}
      value={value}
      onChange={(text) => onChange(oneOf(DUPLICATES, text) ?? value)}
    >
      <Group mt="xs">
        {DUPLICATES.map((choice) => (
          <Radio key={choice} value={choice} label={leadImports.duplicateChoices[choice]} />
        ))}
      </Group>
    </Radio.Group>
  );
};

interface CentreSelectProps {
  value: number | null;
  onChange: (id: number | null) => void;
}

/** A supervisor imports into the own call centre. */
const CentreSelect = ({ value, onChange }: CentreSelectProps) => {
  const { leadImports } = useMessages();
  const isCompany = useMe().permissions['leads:import'] === 'company';
  const centres = useCallCentres();
  if (!isCompany || centres.length === 0) return null;
  return (
    <Select
      label={leadImports.centre}
      placeholder={leadImports.centreNone}
      description={leadImports.centreHint}
      clearable
      w={340}
      maw="100%"
      data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  );
};
