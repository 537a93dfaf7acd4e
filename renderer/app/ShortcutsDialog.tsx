import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from '../design/Button.tsx';
import { useWords } from '../i18n/i18n.ts';

const groups = [
  {
    title: 'everywhere',
    keys: [
      ['Ctrl 1 … 5', 'screens'],
      ['Ctrl K', 'palette'],
      ['Ctrl Shift H', 'halt'],
      ['F6', 'panes'],
      ['?', 'help'],
    ],
  },
  {
    title: 'monitor',
    keys: [
      ['Ctrl E', 'capture'],
      ['/', 'filter'],
      ['↑ ↓', 'rows'],
      ['End', 'follow'],
      ['Ctrl Shift S', 'export'],
    ],
  },
  {
    title: 'wizard',
    keys: [
      ['Ctrl Enter', 'next'],
      ['Alt ←', 'back'],
    ],
  },
] as const;

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog stack loose">
          <Heading slot="title">{t('shortcuts.title')}</Heading>
          <div className="shortcut-groups">
            {groups.map((group) => (
              <section key={group.title} className="stack">
                <h3 className="soft">{t(`shortcuts.${group.title}.title`)}</h3>
                <dl className="shortcut-list">
                  {group.keys.map(([keys, name]) => (
                    <div key={name} className="shortcut">
                      <dt>
                        {keys.split(' ').map((key) => (
                          <kbd key={key} className="kbd">
                            {key}
                          </kbd>
                        ))}
                      </dt>
                      <dd>{t(`shortcuts.${group.title}.${name}` as 'shortcuts.everywhere.help')}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          <div className="row">
            <span className="grow" />
            <Button onPress={onClose} autoFocus>
              {t('common.close')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
