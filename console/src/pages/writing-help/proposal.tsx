import { Alert, Badge, Button, Group, Loader, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconFlask } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { useAiProblem } from '../ai/ready.ts';
import classes from './proposal.module.css';
import type { Help, Helped, HelpState } from './use-help.ts';

/** What a model proposes, beside the text that is written: it changes nothing until it is inserted. */

interface ProposalProps {
  help: Help;
  /** What is written now. */
  text: string;
  onInsert: (text: string) => void;
  onReplace: (text: string) => void;
}

export const WritingHelpProposal = ({ help, ...props }: ProposalProps) => {
  const { writingHelp: words } = useMessages();
  const problem = useAiProblem();
  const { state } = help;
  switch (state.kind) {
    case 'none':
      return null;
    case 'working':
      return (
        <Group gap="xs" mt={8} role="status">
          <Loader size="xs" />
          <Text size="sm">{words.working}</Text>
          <Button size="compact-xs" variant="default" onClick={help.drop}>
            {words.cancel}
          </Button>
        </Group>
      );
    case 'failed':
      return (
        <Alert
          mt={8}
          color="saffron"
          icon={<IconAlertTriangle />}
          title={words.failed}
          role="alert"
          withCloseButton
          closeButtonLabel={words.cancel}
          onClose={help.drop}
        >
          <Text size="sm">{problem(state.error)}</Text>
        </Alert>
      );
    case 'proposed':
      return <Proposed key={state.helped.run_id} state={state} help={help} {...props} />;
  }
};

interface ProposedProps extends ProposalProps {
  state: Extract<HelpState, { kind: 'proposed' }>;
}

const Proposed = ({ state, help, text, onInsert, onReplace }: ProposedProps) => {
  const { writingHelp: words } = useMessages();
  const { asked, helped } = state;
  const box = useRef<HTMLElement>(null);
  const isDraft = asked.action === 'draft';
  // Written from what was there, it takes its place.
  const isReplacing = asked.text !== undefined;
  const isChanged = isReplacing && asked.text !== text.trim();
  useEffect(() => {
    // Who writes meanwhile goes on writing.
    if (document.activeElement?.matches('textarea, input') !== true) box.current?.focus();
  }, []);
  return (
    <section ref={box} tabIndex={-1} className={classes['proposal']} aria-label={words.preview}>
      <Group gap="xs">
        <Text size="xs" c="dimmed">
          {words.previewHint}
        </Text>
        {helped.is_demo && (
          <Badge
            size="sm"
            color="petrol"
            variant="light"
            leftSection={<IconFlask size={11} aria-hidden />}
          >
            {words.demo}
          </Badge>
        )}
      </Group>
      <p className={classes['text']} dir="auto">
        {helped.text}
      </p>
      <Warnings helped={helped} />
      {isChanged && (
        <Text size="xs" c="saffron.8">
          {words.changedSince}
        </Text>
      )}
      {isDraft && <Instruction help={help} state={state} />}
      <Group gap="xs">
        <Button
          size="compact-sm"
          onClick={() => {
            if (isReplacing) onReplace(helped.text);
            else onInsert(helped.text);
            help.drop();
          }}
        >
          {isReplacing ? words.replace : words.insert}
        </Button>
        <Button size="compact-sm" variant="default" onClick={help.drop}>
          {words.cancel}
        </Button>
      </Group>
    </section>
  );
};

/** What is to be looked at, and where it comes from. */
const Warnings = ({ helped }: { helped: Helped }) => {
  const { writingHelp: words, aiTry } = useMessages();
  const { warnings, citations, masked_kinds: masked } = helped;
  return (
    <>
      {warnings.length > 0 && (
        <Alert color="saffron" icon={<IconAlertTriangle />} title={words.warnings} p="xs">
          <ul className={classes['list']} aria-label={words.warnings}>
            {warnings.map(({ code, text }) => (
              <li key={`${code} ${text}`}>
                {words.warningCodes[code]}
                {text !== null && (
                  <>
                    {' : '}
                    <strong>{text}</strong>
                  </>
                )}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {masked.length > 0 && (
        <Text size="xs" c="dimmed">
          {words.masked(masked.map((kind) => aiTry.kinds[kind]).join(', '))}
        </Text>
      )}
      {citations.length > 0 && (
        <details>
          <summary>
            {words.citations} ({citations.length})
          </summary>
          <ul className={classes['list']} aria-label={words.citations}>
            {citations.map(({ passage_id: id, title, text }) => (
              <li key={id}>
                <strong>{title}</strong> — {text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
};

const Instruction = ({ help, state: { asked } }: Pick<ProposedProps, 'help' | 'state'>) => {
  const { writingHelp: words } = useMessages();
  const [instruction, setInstruction] = useState(asked.instruction ?? '');
  const again = (): void => {
    const { instruction: _, ...rest } = asked;
    const wanted = instruction.trim();
    help.ask(wanted === '' ? rest : { ...rest, instruction: wanted });
  };
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <TextInput
        flex={1}
        size="xs"
        label={words.instruction}
        placeholder={words.instructionHint}
        maxLength={2000}
        value={instruction}
        onChange={({ currentTarget }) => setInstruction(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          again();
        }}
      />
      <Button size="xs" variant="default" onClick={again}>
        {words.again}
      </Button>
    </Group>
  );
};
