import type { ReactNode } from 'react';
import { LinkText } from '../../../parts/links.tsx';

interface ContactLinkProps {
  kind: 'people' | 'organisations';
  id: number;
  children: ReactNode;
}

/** A link to a person or an organisation. */
export const ContactLink = ({ kind, id, children }: ContactLinkProps) => {
  const params = { id: String(id) };
  return kind === 'people' ? (
    <LinkText to="/people/$id" params={params} inherit>
      {children}
    </LinkText>
  ) : (
    <LinkText to="/organisations/$id" params={params} inherit>
      {children}
    </LinkText>
  );
};
