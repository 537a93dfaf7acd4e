import type { Port } from '../../protocol/rpc/port.ts';

/** What the preload exposes, and only under Electron. */
export interface TandemBridge {
  shell: 'electron';
  requestPort(): void;
}

declare global {
  interface Window {
    tandem?: TandemBridge;
  }
}

/** Asks the preload for a MessagePort to the engine; it arrives as a message of this very window. */
export function openElectronPort(bridge: TandemBridge): Promise<Port> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      const channel = event.ports[0];
      if (event.source !== window || event.data !== 'tandem:port' || !channel) return;
      window.removeEventListener('message', receive);
      resolve(channelPort(channel));
    };
    window.addEventListener('message', receive);
    bridge.requestPort();
  });
}

function channelPort(channel: MessagePort): Port {
  return {
    send: (message) => channel.postMessage(message),
    onMessage: (listener) => {
      channel.addEventListener('message', (event) => listener(event.data));
      channel.start();
    },
    onClose: (listener) => channel.addEventListener('close', listener),
    close: () => channel.close(),
  };
}
