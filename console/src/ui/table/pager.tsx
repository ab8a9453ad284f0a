import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';

interface PagerProps {
  page: number;
  hasNext: boolean;
  onFirst: () => void;
  onPrevious: () => void;
  onNext: () => void;
}

/** Next and previous page of a list of unknown length. Hidden if there is only one page. */
export const Pager = ({ page, hasNext, onFirst, onPrevious, onNext }: PagerProps) => {
  const { common } = useMessages();
  if (page === 1 && !hasNext) return null;
  return (
    <Group component="nav" aria-label={common.pages} justify="space-between" p="sm" px="lg">
      <Text size="sm" c="dimmed">
        {common.pageNumber(page)}
      </Text>
      <Group gap={6}>
        {page > 2 && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={onFirst}
            leftSection={<IconChevronsLeft size={14} />}
          >
            {common.firstPage}
          </Button>
        )}
        <Button
          variant="default"
          size="compact-sm"
          disabled={page === 1}
          onClick={onPrevious}
          leftSection={<IconChevronLeft size={14} />}
        >
          {common.previousPage}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          disabled={!hasNext}
          onClick={onNext}
          rightSection={<IconChevronRight size={14} />}
        >
          {common.nextPage}
        </Button>
      </Group>
    </Group>
  );
};
