import { Alert, Anchor, Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { client, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { useShortcuts } from '../../../ui/keyboard/shortcuts.tsx';
import { useIsPhone } from '../../../ui/page/use-is-phone.ts';
import { WritingHelpMenu } from '../../writing-help/menu.tsx';
import { WritingHelpProposal } from '../../writing-help/proposal.tsx';
import { WritingHelpUndo, type Inserted } from '../../writing-help/undo.tsx';
import { useHelp } from '../../writing-help/use-help.ts';
import { AddressField } from './address-field.tsx';
import { addressText, areAddresses } from './addresses.ts';
import { CannedReplies } from './canned.tsx';
import classes from './composer.module.css';
import { isEmptyContent } from './content.ts';
import { useReplyDraft, type ReplyDraft } from './draft.ts';
import { AttachButton, FileList, useFiles } from './files.tsx';
import { useSend, type Send } from './send.ts';
import { insertAt } from './text-place.ts';
import { reportTyping } from './typing.ts';

type Conversation = Schemas['Conversation'];
type Defaults = Schemas['ReplyDefaults'];

/** A reply to the contact. What it has if nothing else is chosen comes from the api. */
export const ReplyForm = ({ conversation }: { conversation: Conversation }) => {
  const { composer: words } = useMessages();
  const draft = useReplyDraft(conversation.id);
  const { content, edit } = draft;
  const defaults = useDefaults(conversation);
  const field = useRef<HTMLTextAreaElement>(null);
  const [cannedId, setCannedId] = useState<number | null>(null);
  const send = useSend({ conversation, draft, cannedReplyId: cannedId });
  const isPhone = useIsPhone();
  const help = useHelp(conversation.id);
  const [inserted, setInserted] = useState<Inserted>();
  const put = (after: string): void => {
    setInserted({ before: content.text, after });
    edit({ text: after });
  };
  const files = useFiles(conversation.id, content.attachment_ids, (id) =>
    edit({ attachment_ids: [...draft.latestFiles(), id] }),
  );
  const canSend =
    content.text.trim() !== '' &&
    defaults.data?.mailbox != null &&
    files.pending.length === 0 &&
    areAddresses([...content.to, ...content.cc, ...content.bcc]);
  const submit = (): void => {
    if (canSend) send.run({});
  };
  useShortcuts(words.title, [{ keys: 'mod+Enter', label: words.send, run: submit }]);
  return (
    <div {...files.events}>
      <Warnings draft={draft} send={send} defaults={defaults.data} />
      <ReplyAddresses draft={draft} defaults={defaults.data} />
      <Textarea
        ref={field}
        data-composer
        autosize
        minRows={isPhone ? 1 : 3}
        maxRows={20}
        // Not disabled: the focus of a key would be lost, and what is typed then would be keys of the inbox.
        readOnly={!draft.isReady}
        aria-label={words.replyLabel}
        placeholder={words.replyPlaceholder}
        value={content.text}
        dir="auto"
        onChange={({ currentTarget }) => {
          reportTyping(conversation.id);
          edit({ text: currentTarget.value });
        }}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape') currentTarget.blur();
        }}
      />
      <WritingHelpUndo
        inserted={inserted}
        text={content.text}
        onUndo={(text) => {
          setInserted(undefined);
          edit({ text });
          field.current?.focus();
        }}
      />
      <WritingHelpProposal
        help={help}
        text={content.text}
        onInsert={(text) => put(insertAt(field, text))}
        onReplace={(text) => {
          put(text);
          field.current?.focus();
        }}
      />
      {defaults.data?.signature != null && (
        <div className={classes['signature']}>{defaults.data.signature}</div>
      )}
      <FileList
        ids={content.attachment_ids}
        pending={files.pending}
        onRemove={(id) =>
          edit({ attachment_ids: content.attachment_ids.filter((one) => one !== id) })
        }
      />
      <div className={classes['tools']}>
        <AttachButton files={files} />
        <CannedReplies
          conversationId={conversation.id}
          onInsert={(text, id) => {
            setCannedId(id);
            edit({ text: insertAt(field, text) });
          }}
        />
        <WritingHelpMenu help={help} text={content.text} />
        <DraftNote draft={draft} />
        <SendButtons canSend={canSend} send={send} />
      </div>
    </div>
  );
};

/** Read again after each message: who is answered may have changed. */
const useDefaults = ({ id, last_message_id: lastId }: Conversation) => {
  const params = { path: { id } };
  return useQuery({
    queryKey: ['get', '/inbox/conversations/{id}/reply-defaults', { params }, lastId],
    queryFn: ({ signal }) =>
      sent(client.GET('/inbox/conversations/{id}/reply-defaults', { params, signal })),
    staleTime: 60_000,
  });
};

const SendButtons = ({ canSend, send }: { canSend: boolean; send: Send }) => {
  const { composer: words } = useMessages();
  return (
    <div className={classes['send']}>
      <Button
        size="sm"
        variant="default"
        disabled={!canSend || send.isPending}
        onClick={() => send.run({ resolve: true })}
      >
        {words.sendAndResolve}
      </Button>
      <Button
        size="sm"
        leftSection={<IconSend size={15} aria-hidden />}
        disabled={!canSend}
        loading={send.isPending}
        onClick={() => send.run({})}
      >
        {words.send}
      </Button>
    </div>
  );
};

const DraftNote = ({ draft }: { draft: ReplyDraft }) => {
  const { composer: words } = useMessages();
  if (isEmptyContent(draft.content) || draft.state === 'conflict') return null;
  return (
    <Group gap={8} wrap="nowrap">
      <Text size="xs" c={draft.state === 'failed' ? 'brick' : 'dimmed'} role="status">
        {words.draftStates[draft.state]}
      </Text>
      <Anchor component="button" type="button" size="xs" onClick={draft.clear}>
        {words.discardDraft}
      </Anchor>
    </Group>
  );
};

interface ReplyAddressesProps {
  draft: ReplyDraft;
  defaults: Defaults | undefined;
}

const ReplyAddresses = ({ draft, defaults }: ReplyAddressesProps) => {
  const { common, composer: words } = useMessages();
  const { content, edit } = draft;
  const [isOpen, setOpen] = useState(false);
  const to = content.to.length > 0 ? content.to : (defaults?.to ?? []).map(addressText);
  const isChosen = content.cc.length + content.bcc.length > 0 || content.subject !== null;
  if (!isOpen && !isChosen) {
    return (
      <div className={classes['recipients']}>
        <span>{common.labelled(words.recipients.to, to.join(', '))}</span>
        <Anchor component="button" type="button" size="sm" onClick={() => setOpen(true)}>
          {words.moreRecipients}
        </Anchor>
      </div>
    );
  }
  return (
    <div className={classes['fields']}>
      <AddressField
        label={words.recipients.to}
        value={to}
        onChange={(next) => edit({ to: next })}
      />
      <AddressField
        label={words.recipients.cc}
        value={content.cc}
        onChange={(cc) => edit({ cc })}
      />
      <AddressField
        label={words.recipients.bcc}
        value={content.bcc}
        onChange={(bcc) => edit({ bcc })}
      />
      <TextInput
        label={words.subject}
        maxLength={500}
        value={content.subject ?? defaults?.subject ?? ''}
        onChange={({ currentTarget }) => edit({ subject: currentTarget.value })}
      />
    </div>
  );
};

interface WarningsProps {
  draft: ReplyDraft;
  send: Send;
  defaults: Defaults | undefined;
}

/** What the author has to know before they send. */
const Warnings = ({ draft, send, defaults }: WarningsProps) => {
  const { composer: words } = useMessages();
  const others = (defaults?.other_reply_to ?? []).map(addressText);
  const isOtherChosen = others.every((one) => draft.content.to.includes(one));
  return (
    <>
      {defaults?.mailbox === null && (
        <Alert color="saffron" mb="xs" icon={<IconAlertTriangle />}>
          {words.noMailbox}
        </Alert>
      )}
      {draft.state === 'conflict' && (
        <Alert color="saffron" mb="xs" icon={<IconAlertTriangle />} title={words.draftConflict}>
          <Group gap="xs">
            <Button size="compact-sm" onClick={() => draft.resolve('mine')}>
              {words.keepMine}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => draft.resolve('theirs')}>
              {words.takeTheirs}
            </Button>
          </Group>
        </Alert>
      )}
      {send.isOvertaken && (
        <Alert color="saffron" mb="xs" icon={<IconAlertTriangle />} title={words.overtaken}>
          <Group gap="xs">
            <Button size="compact-sm" onClick={send.acknowledge}>
              {words.haveRead}
            </Button>
            {send.isRefused && (
              <Button size="compact-sm" variant="default" onClick={() => send.run({ force: true })}>
                {words.sendAnyway}
              </Button>
            )}
          </Group>
        </Alert>
      )}
      {others.length > 0 && !isOtherChosen && (
        <Text size="xs" mb={6}>
          {words.otherReplyTo(others.join(', '))}{' '}
          <Anchor
            component="button"
            type="button"
            size="xs"
            onClick={() => draft.edit({ to: others })}
          >
            {words.useOther}
          </Anchor>
        </Text>
      )}
      {send.error !== null && !send.isRefused && <ProblemAlert error={send.error} />}
    </>
  );
};
