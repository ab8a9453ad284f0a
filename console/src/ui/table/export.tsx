import {
  ActionIcon,
  Anchor,
  Button,
  Group,
  Modal,
  Progress,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useFormat, useLanguage, useMessages } from '../../i18n/index.tsx';
import { toast } from '../feedback/toast.ts';
import type { Column } from './column.ts';
import { csvDay, toCsv } from './csv.ts';

const EXPORT_ROW_COUNT_MAX = 10_000;

export interface RowPage<Row> {
  rows: readonly Row[];
  nextCursor: string | null;
}

interface ExportProps<Row> {
  /** All columns, those that are shown first. */
  columns: readonly Column<Row>[];
  /** Columns for what else the rows hold. */
  moreColumns?: ((rows: readonly Row[]) => readonly Column<Row>[]) | undefined;
  /** Without the day and the ending. */
  fileName: string;
  rowCount: number | undefined;
  /** The address of a file with all rows, for a list that is longer than ours. */
  fullHref?: string | undefined;
  /** Reads the rows of the list with its filters, page by page. */
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<RowPage<Row>>;
}

/** Saves the rows of the list as a CSV file, with all columns. */
export const ExportButton = <Row,>(props: ExportProps<Row>) => {
  const { table, common } = useMessages();
  const format = useFormat();
  const { readCount, start, cancel } = useExport(props);
  const total = Math.min(props.rowCount ?? EXPORT_ROW_COUNT_MAX, EXPORT_ROW_COUNT_MAX);
  return (
    <>
      <Tooltip label={table.csv}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={table.csv}
          disabled={props.rowCount === 0}
          onClick={() => void start()}
        >
          <IconDownload size={17} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={readCount !== null} onClose={cancel} title={table.csvTitle} size="sm">
        <Stack>
          <Progress value={total === 0 ? 100 : ((readCount ?? 0) / total) * 100} />
          <Text size="sm" aria-live="polite">
            {table.csvProgress(format.number(readCount ?? 0), format.number(total))}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={cancel}>
              {common.cancel}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
};

const useExport = <Row,>({ columns, moreColumns, fileName, fullHref, read }: ExportProps<Row>) => {
  const { table } = useMessages();
  const { format, locale } = useLanguage();
  const [readCount, setReadCount] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  const readAll = async (signal: AbortSignal) => {
    const rows: Row[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null && rows.length < EXPORT_ROW_COUNT_MAX) {
      const page: RowPage<Row> = await read(cursor, signal);
      rows.push(...page.rows);
      cursor = page.nextCursor;
      if (!signal.aborted) setReadCount(rows.length);
    }
    return { rows: rows.slice(0, EXPORT_ROW_COUNT_MAX), isCut: cursor !== null };
  };
  const start = async (): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setReadCount(0);
    try {
      const { rows, isCut } = await readAll(controller.signal);
      if (controller.signal.aborted) return;
      const exported = [...columns, ...(moreColumns?.(rows) ?? [])].flatMap(({ header, text }) =>
        text === undefined ? [] : [{ header, text }],
      );
      const lines = [
        exported.map(({ header }) => header),
        ...rows.map((row) => exported.map(({ text }) => text(row))),
      ];
      const name = `${fileName}-${csvDay(new Date())}.csv`;
      download(name, toCsv(lines, { separator: locale === 'fr' ? ';' : ',' }));
      const count = format.number(EXPORT_ROW_COUNT_MAX);
      const more =
        fullHref === undefined ? (
          table.csvCut(count)
        ) : (
          <>
            {table.csvCutAt(count)}{' '}
            <Anchor href={fullHref} download inherit>
              {table.csvFull}
            </Anchor>
          </>
        );
      toast('good', table.csvDone(rows.length), isCut ? more : '');
    } catch {
      if (!controller.signal.aborted) toast('bad', table.csvFailed);
    } finally {
      if (running.current === controller) setReadCount(null);
    }
  };
  const cancel = (): void => {
    running.current?.abort();
    setReadCount(null);
  };
  return { readCount, start, cancel };
};

const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
