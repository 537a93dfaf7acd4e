import { contextBridge, ipcRenderer } from 'electron';

/** All that the page gets from Electron: a way to ask for its port to the engine. */
contextBridge.exposeInMainWorld('tandem', {
  shell: 'electron',
  requestPort: (): void => ipcRenderer.send('tandem:request-port'),
});

/**
 * A port cannot pass the bridge, only a message of the window can carry it into the page's world. The window posts to
 * itself, and main lets it show no other page, so there is no other origin that "*" could let in.
 */
ipcRenderer.on('tandem:port', ({ ports }) => {
  window.postMessage('tandem:port', '*', [...ports]);
});
