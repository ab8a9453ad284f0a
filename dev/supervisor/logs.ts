import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const FILE_BYTES_MAX = 5 * 1024 * 1024;
const LINE_CHARACTERS_MAX = 64 * 1024;
const TAIL_LINES = 200;

/** A child's output: kept in a file of bounded size (one older file beside it), handed on line by line. */
export interface ChildLog {
  file: string;
  write: (text: string) => void;
  /** The last lines, newest last. */
  tail: (lines: number) => string[];
  close: () => void;
}

export function openLog(file: string, onLine: (line: string) => void): ChildLog {
  mkdirSync(dirname(file), { recursive: true });
  let descriptor = openSync(file, 'a', 0o600);
  let sizeBytes = fstatSync(descriptor).size;
  let unfinished = '';
  let lines: string[] = [];

  // Synchronously: little is written, and nothing of it must be lost when this process is killed.
  const append = (text: string) => {
    try {
      if (sizeBytes > FILE_BYTES_MAX) {
        closeSync(descriptor);
        renameSync(file, `${file}.1`);
        descriptor = openSync(file, 'a', 0o600);
        sizeBytes = 0;
      }
      sizeBytes += writeSync(descriptor, text);
    } catch {
      // A full disk must not end the stack; the terminal still shows what matters.
    }
  };

  return {
    file,
    write: (coloured) => {
      const text = stripVTControlCharacters(coloured);
      append(text);
      const parts = (unfinished + text).split('\n');
      unfinished = (parts.pop() ?? '').slice(-LINE_CHARACTERS_MAX);
      lines = [...lines, ...parts].slice(-TAIL_LINES);
      for (const part of parts) onLine(part);
    },
    tail: (count) => [...lines, unfinished].filter((line) => line.trim() !== '').slice(-count),
    close: () => closeSync(descriptor),
  };
}

/** What of a child's output is worth the terminal: its warnings and errors, and whatever is no log line at all. */
export function noteworthy(line: string): string | undefined {
  if (line.trim() === '') return undefined;
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  const { level, msg, time: _time, ...fields } = entry;
  if (level !== 'warn' && level !== 'error' && level !== 'fatal') return undefined;
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
  return `${level}: ${typeof msg === 'string' ? msg : ''}${rest}`;
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
