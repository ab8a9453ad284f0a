import { Box, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';

/** Content that few people need: closed at first, and not even drawn. */
export const Fold = ({ label, children }: { label: string; children: ReactNode }) => {
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        px={4}
        leftSection={<Chevron size={15} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={toggle}
      >
        {label}
      </Button>
      <Box id={id} mt={isOpen ? 'sm' : 0}>
        {isOpen && children}
      </Box>
    </div>
  );
};
