import { useDocumentTitle } from '@mantine/hooks';
import { IconCircleCheck } from '@tabler/icons-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { useFrameMessages } from '../../i18n/index.tsx';
import { Wordmark } from '../../ui/page/logo.tsx';
import classes from './signed-out-layout.module.css';

/** Not in the first load. */
const LanguageSwitch = lazy(async () => ({
  default: (await import('../../parts/language-switch.tsx')).LanguageSwitch,
}));

/** The frame of the pages that need no session. */
export const SignedOutLayout = ({ title, children }: { title: string; children: ReactNode }) => {
  const { signIn, name } = useFrameMessages();
  useDocumentTitle(`${title} · Relais`);
  return (
    <div className={classes['page']}>
      <aside className={classes['side']}>
        <p className={classes['pitch']}>{signIn.pitch}</p>
        <ul className={classes['points']}>
          {signIn.pitchPoints.map((point) => (
            <li key={point}>
              <IconCircleCheck size={22} stroke={1.5} aria-hidden />
              {point}
            </li>
          ))}
        </ul>
      </aside>
      <main className={classes['main']}>
        <div className={classes['top']}>
          <Wordmark name={name} />
          <div style={{ width: 180 }}>
            <Suspense>
              <LanguageSwitch />
            </Suspense>
          </div>
        </div>
        <div className={classes['form']}>{children}</div>
      </main>
    </div>
  );
};
