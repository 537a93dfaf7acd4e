import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useWords } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';

interface ConfirmDialogProps {
  title: string;
  body: ReactNode;
  confirm: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** For what cannot be taken back. The focus starts on the harmless answer. */
export function ConfirmDialog({ title, body, confirm, onConfirm, onCancel }: ConfirmDialogProps) {
  const { t } = useWords();
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && onCancel()}>
      <Modal className="modal">
        <Dialog className="dialog stack loose" role="alertdialog">
          <Heading slot="title">{title}</Heading>
          <p className="soft">{body}</p>
          <div className="row">
            <span className="grow" />
            <Button autoFocus onPress={onCancel}>
              {t('common.cancel')}
            </Button>
            <Button tone="danger" onPress={onConfirm}>
              {confirm}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
