import { Button, Group, Stack, Text } from '@mantine/core';
import {
  IconCoins,
  IconGavel,
  IconPencil,
  IconPlugConnected,
  IconReceiptTax,
  IconSearch,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Card } from '../../ui/page/page.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { ModuleForm } from './form.tsx';
import { ModuleState } from './state.tsx';
import { ModuleTest } from './test.tsx';
import { useFailureWord, type CaseModule, type ModuleKind } from './types.ts';

const ICONS: Record<ModuleKind, Icon> = {
  legal: IconGavel,
  fiscal: IconReceiptTax,
  rag: IconSearch,
  billing: IconCoins,
};

/** One module: what it is for, how it does, and its form. */
export const ModuleCard = ({ module }: { module: CaseModule }) => {
  const { caseModules: words } = useMessages();
  const canWrite = useCan()('case_modules:write');
  const [isOpen, setOpen] = useState(false);
  const IconShape = ICONS[module.kind];
  return (
    <Card
      title={words.kinds[module.kind]}
      icon={<IconShape size={17} stroke={1.75} aria-hidden />}
      actions={<ModuleState module={module} />}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {words.uses[module.kind]}
        </Text>
        {module.is_configured && <ModuleFacts module={module} />}
        {canWrite && (
          <Group>
            <Button
              variant="default"
              leftSection={
                module.is_configured ? <IconPencil size={15} /> : <IconPlugConnected size={15} />
              }
              onClick={() => setOpen(true)}
            >
              {module.is_configured ? words.edit : words.connect}
            </Button>
          </Group>
        )}
        {canWrite && module.is_configured && <ModuleTest key={module.version} kind={module.kind} />}
      </Stack>
      {isOpen && <ModuleForm module={module} onClose={() => setOpen(false)} />}
    </Card>
  );
};

const ModuleFacts = ({ module }: { module: CaseModule }) => {
  const { caseModules: words } = useMessages();
  const failureWord = useFailureWord();
  const { base_url: url, last_ok_at: okAt, last_error: error } = module;
  return (
    <Facts
      facts={[
        { label: words.baseUrl, value: <span style={{ overflowWrap: 'anywhere' }}>{url}</span> },
        { label: words.lastOk, value: okAt === null ? words.never : <RelativeTime at={okAt} /> },
        {
          label: words.lastError,
          value:
            error === null ? null : (
              <>
                {failureWord(error.code)} · <RelativeTime at={error.at} />
              </>
            ),
        },
      ]}
    />
  );
};
