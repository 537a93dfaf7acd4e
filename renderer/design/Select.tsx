import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Label } from 'react-aria-components/TextField';

export interface SelectOption<Key extends string> {
  id: Key;
  label: string;
  detail?: ReactNode;
}

interface SelectProps<Key extends string> {
  label: string;
  options: readonly SelectOption<Key>[];
  value: Key | null;
  onChange: (key: Key) => void;
  placeholder?: string;
  /** The label is there for everyone, or only for a screen reader where the place already says it. */
  labelHidden?: boolean;
  isDisabled?: boolean;
}

export function Select<Key extends string>(props: SelectProps<Key>) {
  const { label, options, value, onChange, placeholder, labelHidden = false, isDisabled = false } = props;
  const chosen = options.find((option) => option.id === value);
  return (
    <AriaSelect
      className="field"
      selectedKey={value}
      isDisabled={isDisabled}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(labelHidden ? { 'aria-label': label } : {})}
      onSelectionChange={(key) => onChange(key as Key)}
    >
      {labelHidden ? null : <Label className="field-label">{label}</Label>}
      <Button className="select-button">
        <SelectValue>{chosen?.label ?? placeholder}</SelectValue>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="list" items={options}>
          {(option) => (
            <ListBoxItem className="list-item" id={option.id} textValue={option.label}>
              {({ isSelected }) => (
                <>
                  <span className="cut grow" title={option.label}>
                    {option.label}
                  </span>
                  {option.detail}
                  {isSelected ? <Check size={14} aria-hidden /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
