import type { EventEmitter } from 'node:events';
import type { HandlerDetails, Protocol, Session, WindowOpenHandlerResponse } from 'electron';
import type { UtilityProcessDouble } from './utility-process.ts';

export interface Call {
  name: string;
  args: unknown[];
}

export interface DoubleOptions {
  isPackaged?: boolean;
  /** False when another instance runs already. */
  hasLock?: boolean;
}

export type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
export type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];
export type DeviceHandler = Parameters<Session['setDevicePermissionHandler']>[0];
export type ProtocolHandler = Parameters<Protocol['handle']>[1];

/** What was handed to Electron as a function, for a test to call. */
export interface Captured {
  permissionRequest: RequestHandler;
  permissionCheck: CheckHandler;
  device: DeviceHandler;
  protocol: ProtocolHandler | null;
  windowOpen: ((details: HandlerDetails) => WindowOpenHandlerResponse) | null;
}

/** A window, for a test to emit its events. */
export type WindowDouble = EventEmitter & { minimized: boolean; readonly webContents: EventEmitter };

export interface ElectronDouble {
  /** What `import … from 'electron'` gives. */
  electron: {
    app: EventEmitter;
    ipcMain: EventEmitter;
    session: { defaultSession: EventEmitter };
  } & Partial<Record<keyof typeof import('electron'), unknown>>;
  calls: Call[];
  captured: Captured;
  windows: WindowDouble[];
  engines: UtilityProcessDouble[];
  /** Electron becomes ready; resolves when main has done what it does then. */
  becomeReady(): Promise<void>;
  /** Resolves when the app has really quit. */
  ended: Promise<void>;
  named(name: string): Call[];
}
