import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { client } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useStore } from '../../../api/store.ts';
import { sent } from '../../../parts/sent.ts';
import {
  contentOf,
  EMPTY_CONTENT,
  isEmptyContent,
  takenBack,
  type ReplyContent,
} from './content.ts';

/**
 * The reply that somebody is writing. The api keeps it while they type, so that another device has it. Of two
 * devices that write at once, the second is told, and chooses.
 */

const SAVE_DELAY_MS = 800;

export type DraftState = 'saved' | 'unsaved' | 'failed' | 'conflict';

export interface ReplyDraft {
  content: ReplyContent;
  state: DraftState;
  /** Nothing can be written until the draft is read. */
  isReady: boolean;
  edit: (change: Partial<ReplyContent>) => void;
  /** The files at this moment: uploads end in any order. */
  latestFiles: () => readonly number[];
  /** After the reply was sent, or to throw it away. */
  clear: () => void;
  /** In a conflict: writes this text over the other one, or takes the other one. */
  resolve: (kept: 'mine' | 'theirs') => void;
}

const at = (id: number) => ({ params: { path: { id } } });
const readDraft = (id: number) => sent(client.GET('/inbox/conversations/{id}/draft', at(id)));

/** Requests about one draft run one after the other, also when its composer was left and opened again. */
const chains = new Map<number, Promise<unknown>>();
const inTurn = <T>(id: number, run: () => Promise<T>): Promise<T> => {
  const turn = (chains.get(id) ?? Promise.resolve()).then(run, run);
  chains.set(id, turn);
  return turn;
};

/** Out: the version that the draft then has. */
const writeDraft = async (id: number, version: number, content: ReplyContent): Promise<number> => {
  if (isEmptyContent(content)) {
    if (version > 0) await client.DELETE('/inbox/conversations/{id}/draft', at(id));
    return 0;
  }
  const body = { version, ...content };
  return (await sent(client.PUT('/inbox/conversations/{id}/draft', { ...at(id), body }))).version;
};

export const useReplyDraft = (conversationId: number): ReplyDraft => {
  const [content, setContent] = useState(EMPTY_CONTENT);
  const [state, setState] = useState<DraftState>('saved');
  const [isReady, setReady] = useState(false);
  /** What the api has, as far as it is known here. */
  const base = useRef({ version: 0, content: EMPTY_CONTENT });
  const latest = useRef(content);
  const kept = useKeptDraft(conversationId);

  const adopt = (next: { version: number; content: ReplyContent }): void => {
    base.current = next;
    latest.current = next.content;
    setContent(next.content);
    setState('saved');
  };
  const edit = (change: Partial<ReplyContent>): void => {
    latest.current = { ...latest.current, ...change };
    setContent(latest.current);
    setState((before) => (before === 'conflict' ? before : 'unsaved'));
  };
  const save = (): Promise<void> =>
    inTurn(conversationId, async () => {
      const written = latest.current;
      if (written === base.current.content) return;
      try {
        const version = await writeDraft(conversationId, base.current.version, written);
        base.current = { version, content: written };
        if (latest.current === written) setState('saved');
      } catch (error) {
        setState(problemOf(error).code === 'version_conflict' ? 'conflict' : 'failed');
      }
    });
  const resolve = async (choice: 'mine' | 'theirs'): Promise<void> => {
    const draft = await inTurn(conversationId, () => readDraft(conversationId));
    if (choice === 'theirs') return adopt({ version: draft.version, content: contentOf(draft) });
    base.current = { version: draft.version, content: contentOf(draft) };
    setState('unsaved');
    return save();
  };

  const onKept = useEffectEvent((draft: typeof kept) => {
    if (draft === undefined) return;
    setReady(true);
    const isUntouched = latest.current === base.current.content;
    if (isUntouched && draft.version !== base.current.version) {
      adopt({ version: draft.version, content: contentOf(draft) });
    }
  });
  useEffect(() => onKept(kept), [kept]);

  useAutosave(content, state, save);
  useEffect(
    () => () => {
      if (latest.current !== base.current.content) void saveLeft(conversationId, base, latest);
    },
    [conversationId],
  );
  useTakenBack(conversationId, { isReady, latest, edit });
  return {
    content,
    state,
    isReady,
    edit,
    latestFiles: () => latest.current.attachment_ids,
    clear: () => {
      edit(EMPTY_CONTENT);
      void save();
    },
    resolve: (choice) => void resolve(choice).catch(() => setState('failed')),
  };
};

/** After the last key. */
const useAutosave = (content: ReplyContent, state: DraftState, save: () => Promise<void>): void => {
  const onSave = useEffectEvent(save);
  useEffect(() => {
    if (state !== 'unsaved') return undefined;
    const timer = setTimeout(() => void onSave(), SAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [content, state]);
};

/** What was typed last when the conversation is left. */
const saveLeft = (
  id: number,
  base: { current: { version: number; content: ReplyContent } },
  latest: { current: ReplyContent },
): Promise<void> =>
  inTurn(id, async () => {
    const written = latest.current;
    if (written === base.current.content) return;
    // Another device may have written it meanwhile: its text then stays.
    await writeDraft(id, base.current.version, written).catch(() => undefined);
  });

/** Read again when the window gets the focus: it may have been written on another device. */
const useKeptDraft = (id: number) =>
  useQuery({
    queryKey: ['get', '/inbox/conversations/{id}/draft', at(id)],
    queryFn: () => inTurn(id, () => readDraft(id)),
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: 'always',
  }).data;

interface TakenBackInput {
  /** Before, the draft that the api has would be overwritten. */
  isReady: boolean;
  latest: { current: ReplyContent };
  edit: (change: Partial<ReplyContent>) => void;
}

const useTakenBack = (id: number, { isReady, latest, edit }: TakenBackInput): void => {
  const back = useStore(takenBack);
  const take = useEffectEvent(() => {
    if (back?.conversationId !== id || !isReady) return;
    takenBack.set(null);
    const texts = [back.content.text, latest.current.text].filter((text) => text !== '');
    edit({ ...back.content, text: texts.join('\n\n') });
  });
  useEffect(() => take(), [back, isReady]);
};
