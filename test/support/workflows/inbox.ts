import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** Takes work by signal and ends with the first it gets: the next signal finds no run. */

const workSignal = defineSignal<[{ item: string }]>('work');

export async function inboxWorkflow({ label }: { label: string }): Promise<string> {
  const items: string[] = [];
  setHandler(workSignal, ({ item }) => {
    items.push(item);
  });
  await condition(() => items.length > 0);
  return `${label}: ${items.join(', ')}`;
}
