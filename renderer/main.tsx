import '@xyflow/react/dist/base.css';
import 'sonner/dist/styles.css';
import './styles.ts';
import { mount } from './mount.tsx';
import { createEngine } from './transport/engine.ts';
import { openPort } from './transport/open-port.ts';

mount(createEngine({ openPort }));
