import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';

export interface ButtonProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  children?: ReactNode;
  tone?: 'plain' | 'primary' | 'danger' | 'ghost';
  size?: 'normal' | 'large';
  ref?: Ref<HTMLButtonElement>;
  'data-testid'?: string;
}

export function Button({ tone = 'plain', size = 'normal', children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={`button ${tone} ${size}`}>
      {children}
    </AriaButton>
  );
}

/** An icon alone always has a name, which is also its tooltip. */
export function IconButton({
  label,
  children,
  tone = 'ghost',
  ...props
}: Omit<ButtonProps, 'size' | 'aria-label'> & { label: string }) {
  return (
    <TooltipTrigger delay={400}>
      <AriaButton {...props} aria-label={label} className={`button icon ${tone}`}>
        {children}
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
