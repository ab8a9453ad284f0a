import { Button, SegmentedControl } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { oneOf, set } from '../../routing/search.ts';
import { Card, Page } from '../../ui/page/page.tsx';
import { ArticleList } from './articles.tsx';
import { ArticleForm } from './form.tsx';
import { QuestionBox } from './question.tsx';
import { COLLECTIONS, type Collection } from './search.ts';

const route = getRouteApi('/shell/knowledge');

/** What a question finds, and the articles. */
export const KnowledgePage = () => {
  const { knowledge: words } = useMessages();
  const canWrite = useCan()('knowledge:write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isNew, setNew] = useState(false);
  const { collection = 'knowledge' } = search;
  const open = (article: number | undefined): void =>
    void navigate({ search: set({ ...search, article }), replace: true });
  return (
    <Page
      layout="form"
      title={words.title}
      description={words.descriptions[collection]}
      actions={
        canWrite && (
          <>
            <Button
              variant="default"
              leftSection={<IconFileImport size={16} />}
              renderRoot={(props) => (
                <Link
                  to="/knowledge/imports"
                  search={set({ collection: search.collection })}
                  {...props}
                />
              )}
            >
              {words.import}
            </Button>
            <Button leftSection={<IconPlus size={16} />} onClick={() => setNew(true)}>
              {words.new}
            </Button>
          </>
        )
      }
    >
      <CollectionSwitch
        value={collection}
        onChange={(next) =>
          void navigate({ search: set({ collection: next === 'knowledge' ? undefined : next }) })
        }
      />
      <Card title={words.questionTitle}>
        <QuestionBox key={collection} collection={collection} onOpen={open} />
      </Card>
      <Card isFlush title={words.articles}>
        <ArticleList onOpen={open} />
      </Card>
      {isNew && (
        <ArticleForm
          article={null}
          collection={collection}
          canWrite
          onClose={() => setNew(false)}
        />
      )}
      {search.article !== undefined && (
        <OpenArticle
          key={search.article}
          id={search.article}
          canWrite={canWrite}
          onClose={() => open(undefined)}
        />
      )}
    </Page>
  );
};

interface CollectionSwitchProps {
  value: Collection;
  onChange: (next: Collection) => void;
}

/** What answers draw on, or the library that analyses of cases cite. */
const CollectionSwitch = ({ value, onChange }: CollectionSwitchProps) => {
  const { knowledge: words } = useMessages();
  return (
    <SegmentedControl
      aria-label={words.collection}
      w="fit-content"
      data={COLLECTIONS.map((one) => ({ value: one, label: words.collections[one] }))}
      value={value}
      onChange={(next) => onChange(oneOf(COLLECTIONS, next) ?? 'knowledge')}
    />
  );
};

interface OpenArticleProps {
  id: number;
  canWrite: boolean;
  onClose: () => void;
}

/** The form opens with the article as it is now: the list may be older. */
const OpenArticle = ({ id, canWrite, onClose }: OpenArticleProps) => {
  const query = api.useQuery('get', '/inbox/knowledge/articles/{id}', { params: { path: { id } } });
  return (
    <QueryView query={query} skeleton={null}>
      {(article) => (
        <ArticleForm
          article={article}
          collection={article.collection}
          canWrite={canWrite}
          onClose={onClose}
        />
      )}
    </QueryView>
  );
};
