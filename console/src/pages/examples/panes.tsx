import { Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { LinkText } from '../../parts/links.tsx';
import { Panes } from '../../ui/page/panes.tsx';

const route = getRouteApi('/shell/examples');
const LETTERS = Array.from({ length: 60 }, (_, position) => `Letter ${position + 1}`);

/** Folders, letters, and the letter that is open: the open letter is in the address. */
export const PanesExample = () => {
  const { letter } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Panes
      id="example"
      shown={letter === undefined ? 'letters' : 'letter'}
      onBack={
        letter === undefined ? undefined : () => void navigate({ search: { example: 'panes' } })
      }
      backLabel="Back to the letters"
      resizeLabel={(pane) => `Width of ${pane}`}
      panes={[
        { key: 'letters', label: 'Letters', size: '35%', content: <Letters /> },
        {
          key: 'letter',
          label: 'Letter',
          content: <Text>{letter === undefined ? 'Choose a letter' : `Text of ${letter}`}</Text>,
        },
      ]}
    />
  );
};

const Letters = () => (
  <Stack gap="xs">
    {LETTERS.map((letter) => (
      <LinkText key={letter} to="/examples" search={{ example: 'panes', letter }}>
        {letter}
      </LinkText>
    ))}
  </Stack>
);
