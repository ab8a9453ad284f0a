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

/** Mantine's looks on the router's links: addresses and their parameters stay checked. */

type AnchorTag = Omit<ComponentPropsWithRef<'a'>, 'color' | 'style'>;

export const LinkButton = createLink((props: ButtonProps & AnchorTag) => (
  <Button component="a" {...props} />
));

export const LinkText = createLink((props: AnchorProps & AnchorTag) => <Anchor {...props} />);

export const LinkBlock = createLink((props: UnstyledButtonProps & AnchorTag) => (
  <UnstyledButton component="a" {...props} />
));
