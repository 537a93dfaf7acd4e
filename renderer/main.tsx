import '@xyflow/react/dist/base.css';
import 'sonner/dist/styles.css';
import './styles.ts';
import { mount } from './mount.tsx';
import { createEngine } from './transport/engine.ts';
import { openPort } from './transport/open-port.ts';

mount(createEngine({ openPort }));

// A new address pasted into an open tab changes the hash only, which loads nothing: start over with its token.
window.addEventListener('hashchange', () => {
  if (location.hash.includes('token=')) location.reload();
});
