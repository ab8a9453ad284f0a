import { IconEdit } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { inOrder } from '../order.ts';
import { AddField } from './add-field.tsx';
import { Field } from './field.tsx';
import type { FieldSaver } from './saver.ts';
import classes from './field.module.css';

interface FactsProps {
  entity: Schemas['Entity'];
  /** Null for a reader who may not change the record. */
  saver: FieldSaver | null;
}

/** The data of a record. Each value can be edited in its place. The status is in the heading. */
export const EntityFacts = ({ entity, saver }: FactsProps) => {
  const { entity: words, fields } = useMessages();
  const { fieldWord } = useCodeWords();
  const entries = inOrder(entity.data, fields).filter(([name]) => name !== 'statutDossier');
  return (
    <>
      {entries.length === 0 ? (
        <Empty icon={IconEdit} title={words.empty} hint={words.emptyHint} />
      ) : (
        <dl className={classes['facts']}>
          {entries.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{fieldWord(name)}</dt>
              <dd>
                <Field name={name} label={fieldWord(name)} value={value} saver={saver} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {saver !== null && <AddField data={entity.data} saver={saver} />}
    </>
  );
};
