import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { useShortcuts } from '../../../ui/keyboard/shortcuts.tsx';
import { dropDraft, keepDraft } from '../../../ui/form/drafts.ts';
import { useIsPhone } from '../../../ui/page/use-is-phone.ts';
import { useFolderAutoReply, useModelText, type AutoReply } from '../query.ts';
import { Buttons } from './buttons.tsx';
import { useDecide, type Decision } from './decide.ts';
import { DecisionDialog, type Asked } from './dialogs.tsx';
import classes from './draft.module.css';
import { Diff, Editor } from './editor.tsx';
import { DraftHead } from './head.tsx';
import { isTyped, keptText, keptTextKey } from './kept-text.ts';
import { ChangedSources, Findings, OwnFindings, Refusals, WaitsFor } from './notes.tsx';
import { Question } from './question.tsx';
import { hasEnded } from '../status.ts';
import { askedText, useRefusalText, useStateText } from './state.ts';
import { Stranded } from './stranded.tsx';
import { DraftText } from './text.tsx';
import { usePinned, useSeen } from './use-pinned.ts';

/** A draft with all that is known of it, and what can be decided. Keyed by its id. */

interface PanelProps {
  latest: AutoReply;
  /** Of a page about drafts: it fills a pane and has keys of its own. Else only Ctrl-Enter inside of it. */
  isPage: boolean;
  /** It opened by itself after the decision about another one. */
  isNext?: boolean;
  /** It says itself that a reply is approved. `after`: the draft. */
  onDecided?: (decision: Decision, after: AutoReply) => void;
}

export const DraftPanel = ({ latest, isPage, isNext = false, onDecided }: PanelProps) => {
  const { autoReplies: words } = useMessages();
  const isPhone = useIsPhone();
  const panel = useRef<HTMLElement>(null);
  const { draft, isChanged, readAgain, pin } = usePinned(latest);
  const [edited, setEdited] = useKeptText(draft.id);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isAccepting, setAccepting] = useState(false);
  const { decide, isPending, refusal, forget } = useDecide({
    draft,
    isApprovalSaid: onDecided !== undefined,
    onDone: (after, decision) => {
      pin(after);
      setEdited(null);
      onDecided?.(decision, after);
    },
  });
  const rules = useRules(draft);
  const isSeen = useSeen(!isNext);
  const isOpen = draft.status === 'waiting';
  const isStranded = hasEnded(draft) && isTyped(draft, edited);
  const mayApprove =
    isOpen &&
    isSeen &&
    !isChanged &&
    !isPending &&
    rules.obstacle === null &&
    edited?.trim() !== '';
  const approve = (): void => {
    if (!mayApprove || asked !== null) return;
    if (draft.changed_sources.length > 0) setAccepting(true);
    else send(false);
  };
  const send = (isAccepted: boolean): void => {
    setAccepting(false);
    const text = edited === null || edited === draft.text ? undefined : edited.trim();
    decide({ kind: 'approve', text, isAccepted });
  };
  const edit = (): void => setEdited(draft.text);
  const ask = (next: Asked): void => {
    if (isOpen && rules.mayDecide) setAsked(next);
  };
  const lift = (): void => {
    if (draft.status === 'refused' && rules.mayDecide) decide({ kind: 'lift' });
  };
  useEffect(() => {
    // The button that decided about the one before is gone.
    if (isNext && document.activeElement === document.body) panel.current?.focus();
  }, [isNext]);
  const again = (): void => {
    forget();
    // It was opened, and nothing typed.
    if (edited === draft.text) setEdited(null);
    readAgain();
  };
  useShortcuts(
    words.shortcuts,
    [
      { keys: 'mod+Enter', label: words.approve, run: (event) => isOurs(event) && approve() },
      { keys: 'e', label: words.edit, run: () => isOpen && rules.mayDecide && edit() },
      { keys: 'r', label: words.reject, run: () => ask('reject') },
      { keys: 'v', label: words.regenerate, run: () => ask('regenerate') },
      { keys: 'a', label: words.reassign, run: () => ask('reassign') },
      { keys: 'l', label: words.lift, run: lift },
    ],
    { isEnabled: isPage },
  );
  return (
    <section
      ref={panel}
      className={classes['panel']}
      data-page={isPage || undefined}
      aria-label={words.draft}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (isPage || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        if (!isOurs(event.nativeEvent)) return;
        event.preventDefault();
        approve();
      }}
    >
      <div className={classes['body']}>
        <DraftHead draft={draft} end={rules.end} isPage={isPage} />
        {isPage && isPhone && <Question draft={draft} />}
        <Messages
          latest={latest}
          draft={draft}
          refusal={refusal}
          isChanged={isChanged}
          onReadAgain={again}
        />
        {rules.note !== null && isOpen && (
          <Alert color="petrol" variant="light" icon={<IconInfoCircle />}>
            {rules.note}
          </Alert>
        )}
        <WaitsFor {...draft} />
        <ChangedSources {...draft} />
        <Findings findings={draft.findings} />
        <Refusals
          refusals={draft.refusals}
          status={draft.status}
          isAnswer={!isPage}
          isPending={isPending}
          onLift={rules.mayDecide ? lift : undefined}
        />
        {edited === null || (hasEnded(draft) && !isStranded) ? (
          draft.text !== '' && <DraftText draft={draft} />
        ) : (
          <EditedText
            draft={draft}
            text={edited}
            isUsable={isOpen && !isChanged && rules.obstacle === null}
            onChange={setEdited}
            onLeave={() => panel.current?.focus()}
          />
        )}
        {edited === null && draft.version > 1 && draft.text !== '' && <OwnDiff draft={draft} />}
      </div>
      {isOpen && rules.mayDecide && (
        <Buttons
          isEdited={edited !== null && edited !== draft.text}
          isEditing={edited !== null}
          mayApprove={mayApprove}
          isPending={isPending}
          hasKeys={isPage}
          onApprove={approve}
          onEdit={edit}
          onStopEdit={() => setEdited(null)}
          onAsk={ask}
        />
      )}
      <Confirm
        isOpen={isAccepting}
        title={words.acceptTitle}
        confirmLabel={words.accept}
        isDangerous
        isPending={isPending}
        onConfirm={() => send(true)}
        onClose={() => setAccepting(false)}
      >
        {words.acceptHint}
      </Confirm>
      {isStranded && <Stranded draft={draft} text={edited} onDrop={() => setEdited(null)} />}
      <DecisionDialog
        asked={asked}
        draft={draft}
        onClose={() => setAsked(null)}
        onDecide={(decision) => decide(decision)}
      />
    </section>
  );
};

/** What is typed is kept by the tab: another draft, a reload or a mistaken key does not lose it. */
const useKeptText = (id: string): [string | null, (text: string | null) => void] => {
  const key = keptTextKey(id);
  const [text, setText] = useState(() => keptText(id));
  return [
    text,
    (next) => {
      if (next === null) dropDraft(key);
      else keepDraft(key, { text: next });
      setText(next);
    },
  ];
};

/** Not a key that is held down, and none of a dialog or menu over the page. */
const isOurs = (event: KeyboardEvent): boolean =>
  !event.repeat &&
  !(event.target instanceof Element && event.target.closest('[role=dialog], [role=menu]') !== null);

/** Who may decide, by the settings of the folder. */
const useRules = (draft: AutoReply) => {
  const { autoReplies: words } = useMessages();
  const { user } = useMe();
  const mayDecide = useCan()('auto_replies:decide');
  const settings = useFolderAutoReply(draft.folder_id).data;
  const isForSupervisors = settings?.approvers === 'supervisors' && user.role === 'agent';
  const { first_approved_by: first, first_approved_by_name: name } = draft;
  const isMine = first === user.id;
  const needsTwo = settings?.needs_two === true;
  const two = !needsTwo
    ? null
    : first === null
      ? words.needsTwo
      : isMine
        ? words.needsTwoMine
        : words.needsTwoFirst(name ?? words.states.somebody);
  return {
    mayDecide,
    /** Why this user can't approve. */
    obstacle: isForSupervisors ? words.supervisorsOnly : needsTwo && isMine ? two : null,
    note: isForSupervisors ? words.supervisorsOnly : two,
    end: settings?.on_expiry ?? null,
  };
};

interface MessagesProps {
  latest: AutoReply;
  draft: AutoReply;
  refusal: Parameters<ReturnType<typeof useRefusalText>>[0] | null;
  isChanged: boolean;
  onReadAgain: () => void;
}

/** What became of the draft, and why the last decision was not taken. */
const Messages = ({ latest, draft, refusal, isChanged, onReadAgain }: MessagesProps) => {
  const { autoReplies: words } = useMessages();
  const stateText = useStateText();
  const refusalText = useRefusalText();
  // A person's text has no segments.
  const asked = latest.segments.length > 0 ? askedText(words, latest) : null;
  if (refusal !== null || isChanged) {
    return (
      <Alert
        color="brick"
        icon={<IconAlertTriangle />}
        role="alert"
        title={refusal === null ? words.changedTitle : words.notDecided}
      >
        {refusal === null ? (asked ?? words.states.changed) : refusalText(refusal, latest)}
        <div style={{ marginTop: 8 }}>
          <Button size="compact-sm" variant="default" onClick={onReadAgain}>
            {words.readAgain}
          </Button>
        </div>
      </Alert>
    );
  }
  const text = stateText(draft);
  if (text === null || draft.status === 'refused') return null;
  return (
    <Alert
      color={draft.status === 'accepted' ? 'moss' : 'gray'}
      icon={<IconInfoCircle />}
      role="status"
    >
      {text}
    </Alert>
  );
};

interface EditedTextProps {
  draft: AutoReply;
  text: string;
  /** It can be approved. */
  isUsable: boolean;
  onChange: (text: string) => void;
  onLeave: () => void;
}

const EditedText = ({ draft, ...editor }: EditedTextProps) => {
  const { autoReplies: words } = useMessages();
  const { hint, laterHint } = words.stranded;
  const keptHint = hasEnded(draft) ? hint : laterHint;
  return (
    <>
      <Editor
        {...editor}
        hint={editor.isUsable ? words.editHint : keptHint}
        modelText={useModelText(draft)}
      />
      {editor.isUsable && <OwnFindings draft={draft} text={editor.text} />}
    </>
  );
};

/** Of a draft that a person changed before the second one approves it. */
const OwnDiff = ({ draft }: { draft: AutoReply }) => {
  const modelText = useModelText(draft);
  return modelText === draft.text ? null : <Diff before={modelText} after={draft.text} />;
};
