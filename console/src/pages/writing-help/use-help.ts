import { useRef, useState } from 'react';
import { client, type Schemas } from '../../api/client.ts';
import { sent } from '../../parts/sent.ts';

/** One request for help at a time, and what came of it. */

export type Helped = Schemas['WritingHelp'];
export type Asked = Schemas['WritingHelpIn'];

export type HelpState =
  | { kind: 'none' }
  | { kind: 'working'; asked: Asked }
  | { kind: 'proposed'; asked: Asked; helped: Helped }
  | { kind: 'failed'; asked: Asked; error: unknown };

export interface Help {
  state: HelpState;
  ask: (asked: Asked) => void;
  /** What comes later of an older request is not shown. */
  drop: () => void;
}

export const useHelp = (conversationId: number): Help => {
  const [state, setState] = useState<HelpState>({ kind: 'none' });
  const latest = useRef<Asked | null>(null);
  const ask = async (asked: Asked): Promise<void> => {
    latest.current = asked;
    setState({ kind: 'working', asked });
    try {
      const helped = await sent(
        client.POST('/inbox/conversations/{id}/compose', {
          params: { path: { id: conversationId } },
          body: asked,
        }),
      );
      if (latest.current === asked) setState({ kind: 'proposed', asked, helped });
    } catch (error) {
      if (latest.current === asked) setState({ kind: 'failed', asked, error });
    }
  };
  return {
    state,
    ask: (asked) => void ask(asked),
    drop: () => {
      latest.current = null;
      setState({ kind: 'none' });
    },
  };
};
