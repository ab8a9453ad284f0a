import {
  Anchor,
  Button,
  UnstyledButton,
  type AnchorProps,
  type ButtonProps,
  type UnstyledButtonProps,
} from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

/** Links of the router with the look of Mantine. Addresses and parameters are type-checked. */

type AnchorTag = Omit<ComponentPropsWithRef<'a'>, 'color' | 'style'>;

export const LinkButton = createLink((props: ButtonProps & AnchorTag) => (
  <Button component="a" {...props} />
));

export const LinkText = createLink((props: AnchorProps & AnchorTag) => <Anchor {...props} />);

export const LinkBlock = createLink((props: UnstyledButtonProps & AnchorTag) => (
  <UnstyledButton component="a" {...props} />
));
