/** Something the person at the keyboard can mend. Its message is the one line they get to read. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
