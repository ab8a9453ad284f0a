import { Button, Menu } from '@mantine/core';
import {
  IconArrowsMinimize,
  IconChevronDown,
  IconLanguage,
  IconMoodSmile,
  IconPencil,
  IconSparkles,
} from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { useAiReady } from '../ai/ready.ts';
import type { Help } from './use-help.ts';

/** Asks a model for a draft, or to change what is written. Without a model there is no menu. */

const TONES = ['neutral', 'warm', 'formal'] as const;
const LANGUAGES = ['fr', 'en', 'de', 'es', 'it', 'nl'] as const;
/** The api takes so much. */
const TEXT_LENGTH_MAX = 8_000;

export const WritingHelpMenu = ({ help, text }: { help: Help; text: string }) => {
  const { writingHelp: words, autoReplies } = useMessages();
  const { tones, languages } = autoReplies.settings;
  const written = text.trim().slice(0, TEXT_LENGTH_MAX);
  const isEmpty = written === '';
  if (!useAiReady()) return null;
  return (
    <Menu withinPortal position="top-start">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconSparkles size={14} aria-hidden />}
          rightSection={<IconChevronDown size={12} aria-hidden />}
          loading={help.state.kind === 'working'}
        >
          {words.menu}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={380} style={{ overflowY: 'auto' }}>
        <Menu.Item
          leftSection={<IconPencil size={14} aria-hidden />}
          onClick={() => help.ask({ action: 'draft', ...(!isEmpty && { text: written }) })}
        >
          {words.draft}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowsMinimize size={14} aria-hidden />}
          disabled={isEmpty}
          title={isEmpty ? words.needsText : undefined}
          onClick={() => help.ask({ action: 'shorten', text: written })}
        >
          {words.shorten}
        </Menu.Item>
        <Menu.Label>{words.changeTone}</Menu.Label>
        {TONES.map((tone) => (
          <Menu.Item
            key={tone}
            leftSection={<IconMoodSmile size={14} aria-hidden />}
            disabled={isEmpty}
            title={isEmpty ? words.needsText : undefined}
            onClick={() => help.ask({ action: 'tone', tone, text: written })}
          >
            {tones[tone]}
          </Menu.Item>
        ))}
        <Menu.Label>{words.translate}</Menu.Label>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            leftSection={<IconLanguage size={14} aria-hidden />}
            disabled={isEmpty}
            title={isEmpty ? words.needsText : undefined}
            onClick={() => help.ask({ action: 'translate', language, text: written })}
          >
            {languages[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
