import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Input, SearchField } from 'react-aria-components/SearchField';
import { useWords } from '../i18n/i18n.ts';
import { useCommands } from './commands.ts';

/** Everything one can do, by typing a part of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const commands = useCommands();
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal palette">
        <Dialog className="palette-dialog" aria-label={t('header.palette')}>
          <Autocomplete filter={contains}>
            <SearchField aria-label={t('palette.search')} autoFocus>
              <Input className="palette-input" placeholder={t('palette.search')} />
            </SearchField>
            <Menu
              className="list"
              aria-label={t('header.palette')}
              items={commands}
              renderEmptyState={() => <p className="palette-none quiet">{t('palette.none')}</p>}
              onAction={(id) => {
                onClose();
                commands.find((command) => command.id === id)?.run();
              }}
            >
              {(command) => (
                <MenuItem id={command.id} className="list-item" textValue={command.label}>
                  <span className="grow">{command.label}</span>
                  {command.keys ? <kbd className="kbd">{command.keys}</kbd> : null}
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
