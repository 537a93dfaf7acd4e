import { Check } from 'lucide-react';
import type { InputHTMLAttributes, ReactNode, Ref } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { TextField as AriaTextField, FieldError, Input, Label, Text } from 'react-aria-components/TextField';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  hint?: ReactNode;
  error?: string | undefined;
  type?: 'text' | 'password';
  mono?: boolean;
  placeholder?: string;
  isDisabled?: boolean;
  /** For whoever has to find it, such as a summary of errors. */
  name?: string;
  inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode'];
  /** For a form that sends the focus to what is wrong. */
  inputRef?: Ref<HTMLInputElement>;
}

/** A field shows its own error, under itself, in words. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, onBlur, hint, error, type = 'text', mono, placeholder, inputMode } = props;
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={error !== undefined}
      isDisabled={props.isDisabled ?? false}
      autoComplete="off"
      {...(onBlur ? { onBlur } : {})}
      {...(props.name ? { name: props.name } : {})}
    >
      <Label className="field-label">{label}</Label>
      <Input
        className={mono ? 'input mono' : 'input'}
        placeholder={placeholder ?? ''}
        spellCheck={false}
        {...(inputMode ? { inputMode } : {})}
        {...(props.inputRef ? { ref: props.inputRef } : {})}
      />
      {hint && error === undefined ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}

interface CheckboxProps {
  children: ReactNode;
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  isDisabled?: boolean;
  name?: string;
  'aria-label'?: string;
}

export function Checkbox({ children, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox className="check" {...props}>
      <span className="check-box" aria-hidden>
        {props.isSelected ? <Check size={12} strokeWidth={3.5} /> : null}
      </span>
      <span>{children}</span>
    </AriaCheckbox>
  );
}

interface SegmentedProps<Key extends string> {
  label: string;
  value: Key;
  options: readonly { id: Key; label: ReactNode }[];
  onChange: (key: Key) => void;
  labelHidden?: boolean;
  /** What the taken one means. */
  hint?: ReactNode;
}

/** A choice between few: all of them visible, one of them taken. */
export function Segmented<Key extends string>(props: SegmentedProps<Key>) {
  const { label, value, options, onChange, labelHidden = false, hint } = props;
  return (
    <RadioGroup
      className="field"
      value={value}
      onChange={(key) => onChange(key as Key)}
      orientation="horizontal"
      {...(labelHidden ? { 'aria-label': label } : {})}
    >
      {labelHidden ? null : <Label className="field-label">{label}</Label>}
      <div className="segmented">
        {options.map((option) => (
          <Radio key={option.id} value={option.id} className="segment">
            {option.label}
          </Radio>
        ))}
      </div>
      {hint ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
    </RadioGroup>
  );
}
