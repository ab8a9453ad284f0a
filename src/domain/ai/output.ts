import { z } from 'zod';
import { storable } from '../messages/storable.ts';
import type { AiErrorCode } from './outcomes.ts';

/** Reads what a model wrote: one JSON object of the shape that the prompt asks for. */

export type ReadOutput<Output> =
  | { isUsable: true; output: Output }
  /** `fault`: quoted to the model when it is asked again. `raw`: what it wrote, cut. */
  | { isUsable: false; errorCode: AiErrorCode; fault: string; raw: string };

const RAW_LENGTH_MAX = 4_000;
const FAULT_LENGTH_MAX = 1_000;

export const readOutput = <Output>(
  schema: z.ZodType<Output>,
  { text, isCut }: { text: string; isCut: boolean },
): ReadOutput<Output> => {
  const raw = storable(text.slice(0, RAW_LENGTH_MAX));
  const unusable = (errorCode: AiErrorCode, fault: string): ReadOutput<Output> => ({
    isUsable: false,
    errorCode,
    fault: storable(fault.slice(0, FAULT_LENGTH_MAX)),
    raw,
  });
  const found = findJson(text);
  if (found === undefined) {
    return isCut
      ? unusable('answer_cut', 'the answer is longer than allowed, and was cut')
      : unusable('no_json', 'the answer is not one JSON object');
  }
  const parsed = schema.safeParse(found);
  return parsed.success
    ? { isUsable: true, output: parsed.data }
    : unusable('wrong_shape', z.prettifyError(parsed.error));
};

/**
 * What is between the first and the last brace: models add fences, words and thoughts. What is nested too deeply
 * counts as no JSON.
 */
const findJson = (text: string): unknown => {
  const answer = text.replace(/^\s*<think>[\s\S]*?<\/think>/, '');
  const start = answer.indexOf('{');
  const end = answer.lastIndexOf('}');
  if (start === -1 || end < start) return undefined;
  try {
    return storableData(JSON.parse(answer.slice(start, end + 1)));
  } catch {
    return undefined;
  }
};

/** JSON can name characters that PostgreSQL does not store. */
const storableData = (value: unknown): unknown => {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableData);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [storable(name), storableData(one)]),
  );
};
