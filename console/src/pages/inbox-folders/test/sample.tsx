import { Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { FolderOf } from '../mark.tsx';
import { AskModel, type AskDraft } from './ask.tsx';
import { reasonText } from './reason.ts';
import { isOwn, useFolderTest, type Draft, type Own } from './use-test.ts';

const EMPTY = { sender: '', subject: '', content: '' };
/** Not asked for. */
const REST = { recipient: '', channel: 'email' as const, attachment_names: [] };

/** Where a text that one types would go. */
export const SampleCard = ({
  draft,
  own,
  askDraft,
}: {
  draft: Draft;
  own: Own;
  askDraft?: AskDraft | undefined;
}) => {
  const { inboxFolders: words } = useMessages();
  const [sample, setSample] = useState(EMPTY);
  const isEmpty = Object.values(sample).every((text) => text.trim() === '');
  const { data } = useFolderTest(draft, isEmpty ? null : { sample: { ...REST, ...sample } });
  const place = isEmpty ? null : (data?.sample ?? null);
  const field = (name: keyof typeof EMPTY) => ({
    size: 'xs' as const,
    value: sample[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setSample({ ...sample, [name]: event.currentTarget.value }),
  });
  return (
    <Card title={words.sample}>
      <Stack gap="xs">
        <TextInput
          label={words.sampleSender}
          placeholder="marie@client.com"
          maxLength={1000}
          {...field('sender')}
        />
        <TextInput label={words.sampleSubject} maxLength={1000} {...field('subject')} />
        <Textarea
          label={words.sampleContent}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={20_000}
          {...field('content')}
        />
        <div aria-live="polite">
          {place !== null && (
            <Stack gap={2}>
              <Text size="sm" component="div">
                {words.goesTo}{' '}
                {isOwn(place, own) ? <b>{words.thisFolder}</b> : <FolderOf id={place.folder_id} />}
              </Text>
              {place.reason !== null && (
                <Text size="xs" c="dimmed">
                  {reasonText(words, place.reason)}
                </Text>
              )}
            </Stack>
          )}
        </div>
        <AskModel sample={sample} draft={askDraft} />
      </Stack>
    </Card>
  );
};
