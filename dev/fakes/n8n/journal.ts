/** What the stand-in received, answered and sent, newest last. It holds no token, name, address or message. */
const ENTRIES_MAX = 1000;

export type JournalEntry = { at: string } & (
  | {
      kind: 'request';
      webhookId: string | undefined;
      actionType: string | undefined;
      /** HTTP status of the answer, and its code or message. */
      status: number;
      answer: string;
      mode?: string;
    }
  | {
      kind: 'callback';
      callbackId: string;
      state: string;
      attempt: number;
      /** HTTP status Relais answered; undefined when it did not. */
      status: number | undefined;
      isFinal: boolean;
    }
);

type Entry = JournalEntry extends infer One
  ? One extends unknown
    ? Omit<One, 'at'>
    : never
  : never;

export class Journal {
  #entries: JournalEntry[] = [];

  record(entry: Entry): void {
    this.#entries.push({ at: new Date().toISOString(), ...entry });
    if (this.#entries.length > ENTRIES_MAX) this.#entries.shift();
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }
}
