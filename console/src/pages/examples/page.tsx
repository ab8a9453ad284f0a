import { List } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { LinkText } from '../../parts/links.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { EXAMPLES } from './examples.tsx';

const route = getRouteApi('/shell/examples');

export const ExamplesPage = () => {
  const { example: key } = route.useSearch();
  const example = EXAMPLES.find((candidate) => candidate.key === key);
  return example === undefined ? (
    <Page layout="form" title="Examples">
      <Card>
        <List>
          {EXAMPLES.map(({ key: example, title }) => (
            <List.Item key={example}>
              <LinkText to="/examples" search={{ example }}>
                {title}
              </LinkText>
            </List.Item>
          ))}
        </List>
      </Card>
    </Page>
  ) : (
    <Page key={example.key} layout={example.layout} title={example.title}>
      {example.content}
    </Page>
  );
};
