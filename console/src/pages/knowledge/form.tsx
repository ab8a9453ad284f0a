import { Button, Checkbox, Group, Textarea, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { api, client, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { useSeen } from '../../parts/save-changes.ts';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import type { Collection } from './search.ts';
import { useRefreshArticles } from './refresh.ts';

type Article = Schemas['KnowledgeArticle'];

interface ArticleFormProps {
  /** The article to change or to read; null for a new one. */
  article: Article | null;
  /** Of a new one. */
  collection: Collection;
  canWrite: boolean;
  onClose: () => void;
}

interface Values {
  title: string;
  text: string;
  tags: string;
  valid_from: string;
  valid_until: string;
  is_active: boolean;
}

export const ArticleForm = ({ article, collection, canWrite, onClose }: ArticleFormProps) => {
  const { knowledge: words, common } = useMessages();
  const form = useArticleForm(article, collection, onClose);
  const title = article === null ? words.new : canWrite ? words.editTitle : words.readTitle;
  const readOnly = { readOnly: !canWrite };
  return (
    <SideDrawer isOpen size="lg" title={title} onClose={onClose}>
      <Form
        form={form}
        submitLabel={canWrite ? (article === null ? common.create : common.save) : undefined}
        isEdit={article !== null}
        onCancel={onClose}
        extra={
          article !== null && canWrite ? (
            <Remove article={article} onRemoved={onClose} />
          ) : undefined
        }
      >
        <TextInput
          label={words.articleTitle}
          data-autofocus
          {...readOnly}
          {...form.field('title')}
        />
        <Textarea
          label={words.text}
          description={words.textHint}
          autosize
          minRows={10}
          maxRows={24}
          {...readOnly}
          {...form.field('text')}
        />
        <TextInput
          label={words.tags}
          description={words.tagsHint}
          {...readOnly}
          {...form.field('tags')}
        />
        <Group grow align="start">
          <TextInput
            type="date"
            label={words.validFrom}
            {...readOnly}
            {...form.field('valid_from')}
          />
          <TextInput
            type="date"
            label={words.validUntil}
            {...readOnly}
            {...form.field('valid_until')}
          />
        </Group>
        <Checkbox
          label={words.activeIn[article?.collection ?? collection]}
          disabled={!canWrite}
          checked={form.values.is_active}
          onChange={(event) => form.setFieldValue('is_active', event.currentTarget.checked)}
        />
      </Form>
    </SideDrawer>
  );
};

const useArticleForm = (article: Article | null, collection: Collection, onClose: () => void) => {
  const { knowledge: words } = useMessages();
  const refresh = useRefreshArticles();
  const seen = useRef(article);
  const form = useApiForm<Values, Article>({
    draft: `knowledge/${article?.id ?? (collection === 'knowledge' ? 'new' : `new-${collection}`)}`,
    initialValues: {
      title: article?.title ?? '',
      text: article?.text ?? '',
      tags: article?.tags.join(', ') ?? '',
      valid_from: article?.valid_from ?? '',
      valid_until: article?.valid_until ?? '',
      is_active: article?.is_active ?? true,
    },
    required: ['title', 'text'],
    submit: (values, once) => {
      const body = {
        title: values.title.trim(),
        text: values.text.trim(),
        tags: values.tags
          .split(',')
          .map((tag) => tag.trim())
          .filter((tag) => tag !== ''),
        valid_from: values.valid_from === '' ? null : values.valid_from,
        valid_until: values.valid_until === '' ? null : values.valid_until,
        is_active: values.is_active,
      };
      const base = seen.current;
      return base === null
        ? sent(
            client.POST('/inbox/knowledge/articles', {
              body: { collection, ...body },
              headers: once({ collection, ...body }),
            }),
          )
        : sent(
            client.PATCH('/inbox/knowledge/articles/{id}', {
              params: { path: { id: base.id } },
              body: { version: base.version, ...body },
            }),
          );
    },
    onSuccess: () => {
      toast('good', article === null ? words.created : words.saved);
      refresh();
      onClose();
    },
  });
  useSeen(seen, article, !form.isChanged);
  return form;
};

const Remove = ({ article, onRemoved }: { article: Article; onRemoved: () => void }) => {
  const messages = useMessages();
  const { knowledge: words, common } = messages;
  const refresh = useRefreshArticles();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/inbox/knowledge/articles/{id}', {
    onSuccess: () => {
      toast('good', words.removed);
      refresh();
      onRemoved();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {common.delete}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle(article.title)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: article.id } } })}
        onClose={() => setAsking(false)}
      >
        {words.removeBodies[article.collection]}
      </Confirm>
    </>
  );
};
